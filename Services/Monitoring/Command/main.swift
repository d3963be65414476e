import Hosting
import Monitoring

await MonitoringCommand.main()
