using Reining.Chapters;
using Reining.Cli;
using Reining.Toy;

return Application.Run(args, [.. ThesisChapters.All, ToyChapter.Chapter]);
