package io.bhiv.stack.layout;

import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceCommand;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where everything is on disk.
 *
 * @param root the project
 * @param home what the stack keeps: data, logs and its state file; {@code .bridge} unless BRIDGE_HOME names another
 */
public record StackFolders(Path root, Path home) {

    public StackFolders {
        root = root.toAbsolutePath().normalize();
        home = home.toAbsolutePath().normalize();
    }

    /** As the launcher passes them: system properties {@code bridge.root} and {@code bridge.home}. */
    public static StackFolders ofThisProcess() {
        Path root = Path.of(System.getProperty("bridge.root", "."));
        return new StackFolders(
                root,
                Path.of(System.getProperty(
                        "bridge.home", root.resolve(".bridge").toString())));
    }

    public Path data() {
        return home.resolve("data");
    }

    public Path data(String name) {
        return data().resolve(name);
    }

    public Path logs() {
        return home.resolve("logs");
    }

    public Path log(String name) {
        return logs().resolve(name + ".log");
    }

    public Path stateFile() {
        return home.resolve("stack.json");
    }

    public Path lockFile() {
        return home.resolve("stack.lock");
    }

    public boolean isBuilt(Place service) {
        return Files.exists(ServiceCommand.jar(root, service));
    }

    /** Every process we start carries this on its command line, so that leftovers can be recognised. */
    public String marker() {
        return "-Dbridge.home=" + home;
    }
}
