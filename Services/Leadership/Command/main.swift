import Hosting
import Leadership

await LeadershipCommand.main()
