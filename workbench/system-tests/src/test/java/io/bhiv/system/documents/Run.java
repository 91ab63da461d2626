package io.bhiv.system.documents;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where and of what a published result is. */
final class Run {

    private Run() {}

    /** This machine and the present commit. */
    static String here() throws IOException {
        String processor = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown processor");
        Process git = new ProcessBuilder("git", "rev-parse", "--short", "HEAD").start();
        String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        return "%s, %d processors, `%s`"
                .formatted(processor, Runtime.getRuntime().availableProcessors(), commit);
    }
}
