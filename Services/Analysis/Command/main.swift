import Analysis
import Hosting

await AnalysisCommand.main()
