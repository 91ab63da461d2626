package io.bhiv.stack.up;

import io.bhiv.stack.layout.Place;
import io.bhiv.stack.layout.Settings;
import io.bhiv.stack.layout.StackFolders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a service is run: the JVM of this process, sized for a laptop. */
record JavaCommand(StackFolders folders, Settings settings) {

    /** The options can be extended per service, for example BRIDGE_BIOMETRIC_JAVA_OPTS="-Xmx512m". */
    List<String> of(Place service) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(folders.marker());
        command.addAll(List.of(
                "-Xms64m",
                "-Xmx320m",
                "-XX:+UseSerialGC",
                // Requests die young: half of the heap for them halves what collecting costs.
                "-XX:NewRatio=1",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        settings.value(service.variable().replace("_PORT", "_JAVA_OPTS"))
                .ifPresent(options -> command.addAll(List.of(options.strip().split("\\s+"))));
        command.add("-jar");
        command.add(folders.runner(service).toString());
        return command;
    }
}
