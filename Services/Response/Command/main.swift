import Hosting
import Response

await ResponseCommand.main()
