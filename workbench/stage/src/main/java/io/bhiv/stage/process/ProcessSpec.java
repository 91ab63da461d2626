package io.bhiv.stage.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One process as it is started, any number of times.
 *
 * @param directory the working directory, created at the start; the empty path is that of this process
 * @param environment set on top of what is inherited; an empty value takes a variable away
 * @param inheritsSettings whether variables of this process that configure our services reach the new one; false for a process whose
 *     settings must not depend on who runs it
 * @param log where its output goes, unless it is read from a pipe
 */
public record ProcessSpec(
        String name,
        List<String> command,
        Path directory,
        Map<String, String> environment,
        boolean inheritsSettings,
        Path log) {

    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final List<String> SETTINGS = List.of(
            "BRIDGE_",
            "QUARKUS_",
            "KAFKA_",
            "REDIS_",
            "PG_",
            "OURA_",
            "WHOOP_",
            "TERRA_",
            "BHIV_",
            "BUCKET_",
            "AUTOMATION_");
    private static final Set<String> SINGLE_SETTINGS =
            Set.of("KARMA_TRACKER_URL", "MAX_CONCURRENT_WEBHOOKS", "AIOHTTP_CONNECTOR_LIMIT");

    public ProcessSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** The same in a session of its own, where the system can do that: Ctrl-C then reaches only the process that started it. */
    public ProcessSpec inOwnSession() {
        if (!Files.isExecutable(SETSID)) {
            return this;
        }
        List<String> whole = new ArrayList<>(List.of(SETSID.toString()));
        whole.addAll(command);
        return new ProcessSpec(name, whole, directory, environment, inheritsSettings, log);
    }

    /** Starts it with its output appended to the log. */
    public Process launch() {
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create the folder of " + log, e);
        }
        return launch(ProcessBuilder.Redirect.appendTo(log.toFile()));
    }

    /** Starts it with its output in a pipe that the caller must read. */
    public Process launchPiped() {
        return launch(ProcessBuilder.Redirect.PIPE);
    }

    private Process launch(ProcessBuilder.Redirect output) {
        try {
            Files.createDirectories(directory);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toAbsolutePath().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output);
            if (!inheritsSettings) {
                builder.environment().keySet().removeIf(ProcessSpec::isSetting);
            }
            builder.environment().putAll(environment);
            environment.forEach((name, value) -> {
                if (value.isEmpty()) {
                    builder.environment().remove(name);
                }
            });
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + name, e);
        }
    }

    private static boolean isSetting(String variable) {
        return SINGLE_SETTINGS.contains(variable) || SETTINGS.stream().anyMatch(variable::startsWith);
    }

    /** The environment may hold secrets. */
    @Override
    public String toString() {
        return "ProcessSpec[" + name + "]";
    }
}
