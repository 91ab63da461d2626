package io.bhiv.stage.layout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What was asked for, by environment and command line.
 *
 * @param environment environment variables
 * @param ports ports given on the command line, by the name of the place or simulator; they win over the environment
 * @param external use the backends that the environment names
 * @param without names of simulators and services that are not started
 */
public record Settings(
        Map<String, String> environment, Map<String, Integer> ports, boolean external, Set<String> without) {

    public Settings {
        environment = Map.copyOf(environment);
        ports = Map.copyOf(ports);
        without = Set.copyOf(without);
    }

    /** Nothing left out. */
    public Settings(Map<String, String> environment, Map<String, Integer> ports, boolean external) {
        this(environment, ports, external, Set.of());
    }

    /** Nothing set: every port, address and secret is the usual one. */
    public static Settings none() {
        return new Settings(Map.of(), Map.of(), false);
    }

    /** The environment of this process, nothing overridden. */
    public static Settings ofEnvironment() {
        return new Settings(System.getenv(), Map.of(), false);
    }

    public int port(Place place) {
        return port(place.label(), place.variable(), place.usualPort());
    }

    /** A port by option, else by variable, else the usual one; refuses what is no port. */
    public int port(String name, String variable, int usual) {
        Integer option = ports.get(name);
        if (option != null) {
            return checked(option, "--port " + name);
        }
        return value(variable).map(text -> parsed(text, variable)).orElse(usual);
    }

    public boolean isWithout(String name) {
        return without.contains(name);
    }

    /** A variable that is set and not blank; else the first line of the file that {@code <variable>_FILE} names. */
    public Optional<String> value(String variable) {
        return stated(variable)
                .or(() -> stated(variable + "_FILE").map(file -> firstLine(variable, Path.of(file))))
                .filter(text -> !text.isBlank());
    }

    /** What the services want of those who call them where they need keys, {@code BRIDGE_API_KEY}. */
    public Optional<String> apiKey() {
        return value("BRIDGE_API_KEY");
    }

    private Optional<String> stated(String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(text -> !text.isBlank());
    }

    private static String firstLine(String variable, Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst().orElse("");
        } catch (IOException | UncheckedIOException e) {
            throw new BadSetting(variable + "_FILE cannot be read: " + file, e);
        }
    }

    private static int parsed(String text, String variable) {
        try {
            return checked(Integer.parseInt(text.strip()), variable);
        } catch (NumberFormatException e) {
            throw new BadSetting(variable + " is no port: " + text, e);
        }
    }

    private static int checked(int port, String where) {
        if (port < 1 || port > 65535) {
            throw new BadSetting(where + " is no port: " + port, null);
        }
        return port;
    }
}
