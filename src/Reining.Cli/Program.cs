using Reining.Chapters;
using Reining.Cli;

return Application.Run(args, ThesisChapters.All);
