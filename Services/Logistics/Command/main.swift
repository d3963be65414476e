import Hosting
import Logistics

await LogisticsCommand.main()
