package io.bhiv.stage.backend;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How an {@link EmbeddedRedisServer} is to run.
 *
 * @param port TCP port, 0 for any free one
 * @param folder where its log is kept; a temporary folder where empty
 */
public record RedisOptions(int port, Optional<Path> folder) {

    /** Any free port, temporary folder. */
    public static RedisOptions temporary() {
        return new RedisOptions(0, Optional.empty());
    }

    /** A fixed port and a folder that outlives the server. */
    public static RedisOptions keptIn(Path folder, int port) {
        return new RedisOptions(port, Optional.of(folder));
    }
}
