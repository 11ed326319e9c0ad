using Reining.Kernel.Jupyter;

return await KernelProgram.RunAsync(args)
    ?? await KernelProgram.RefuseAsync("expected 'kernel CONNECTION_FILE', as a Jupyter front end calls it, or 'serve', as an editor does; "
        + "'./reining kernel install' puts the kernel into their list.");
