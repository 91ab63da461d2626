package io.bhiv.stage.backend;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How an {@link EmbeddedPostgresServer} is to run.
 *
 * @param port TCP port, 0 for any free one
 * @param folder where data and log are kept; a temporary folder where empty
 * @param password of the role {@code bridge}
 * @param settings further server settings, values without blanks
 */
public record PostgresOptions(int port, Optional<Path> folder, String password, Map<String, String> settings) {

    public PostgresOptions {
        settings = Map.copyOf(settings);
    }

    /** Any free port, temporary data, durable. */
    public static PostgresOptions temporary() {
        return new PostgresOptions(0, Optional.empty(), "bridge-local", Map.of());
    }

    /** A fixed port and a folder that outlives the server, durable. */
    public static PostgresOptions keptIn(Path folder, int port) {
        return new PostgresOptions(port, Optional.of(folder), "bridge-local", Map.of());
    }

    /** The same, with the password of the role {@code bridge}. */
    public PostgresOptions withPassword(String newPassword) {
        return new PostgresOptions(port, folder, newPassword, settings);
    }

    /** The same, with one more server setting; the value must not contain blanks. */
    public PostgresOptions withSetting(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(name, value);
        return new PostgresOptions(port, folder, password, more);
    }

    /** Every setting the server is started with. */
    Map<String, String> serverConfig() {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("max_connections", "200");
        config.put("unix_socket_directories", "");
        config.put("fsync", "on");
        config.put("synchronous_commit", "on");
        config.put("full_page_writes", "on");
        config.putAll(settings);
        return config;
    }
}
