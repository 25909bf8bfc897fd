namespace Affiliate.TestSupport;

/// <summary>Folders that tests make in the system's folder for temporary files.</summary>
public static class TemporaryFolder
{
    /// <summary>Deletes a folder and what is in it, as far as nobody writes there any more: what is left over fails no test.</summary>
    /// <param name="path">The folder.</param>
    public static void Delete(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A process that is about to end may still have put a file there.
        }
    }
}
