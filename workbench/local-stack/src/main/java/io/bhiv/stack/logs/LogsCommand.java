package io.bhiv.stack.logs;

import io.bhiv.stack.layout.StackFolders;
import io.bhiv.stage.layout.BadSetting;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the newest lines of the logs. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "The newest log lines, of all or of the named ones.")
public final class LogsCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "For example biometric-bridge-service, kafka or stack.")
    private List<String> names = List.of();

    @Option(
            names = {"-f", "--follow"},
            description = "Stay and show new lines.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            defaultValue = "40",
            description = "How many lines of each (40).")
    private int lines;

    @Override
    public Integer call() throws IOException, InterruptedException {
        StackFolders folders = StackFolders.ofThisProcess();
        List<String> command = new ArrayList<>(List.of("tail", "-n", Integer.toString(lines)));
        if (follow) {
            command.add("-F");
        }
        List<Path> files = files(folders);
        if (files.isEmpty()) {
            throw new BadSetting("There are no logs yet in " + folders.logs(), null);
        }
        files.forEach(file -> command.add(file.toString()));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private List<Path> files(StackFolders folders) throws IOException {
        if (!names.isEmpty()) {
            return names.stream().map(name -> existing(folders, name)).toList();
        }
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(folders.logs())) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folders.logs(), "*.log")) {
                all.forEach(files::add);
            }
        }
        return files.stream().sorted().toList();
    }

    private static Path existing(StackFolders folders, String name) {
        Path file = folders.log(name);
        if (!Files.exists(file)) {
            throw new BadSetting("There is no log " + file, null);
        }
        return file;
    }
}
