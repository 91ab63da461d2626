package io.bhiv.core.testing;

import io.bhiv.stage.testing.SmallDisk;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Logs and objects of the service on a {@link SmallDisk}; on a usual one where none can be mounted. */
public final class SmallDiskResource implements QuarkusTestResourceLifecycleManager {

    private static @Nullable SmallDisk disk;
    private @Nullable Path folder;

    /** The disk of the running test; empty where none could be mounted. */
    public static Optional<SmallDisk> disk() {
        return Optional.ofNullable(disk);
    }

    @Override
    public Map<String, String> start() {
        try {
            Path home = Files.createTempDirectory("small-disk-");
            folder = home;
            disk = SmallDisk.mountedOn(home, "256k").orElse(null);
            return Map.of(
                    "bridge.core.logs.home", home.toString(),
                    "bridge.core.bucket.dir", home.resolve("bucket").toString(),
                    "bridge.core.delivery.failed-sends",
                            home.resolve("failed_core_sends.log").toString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void stop() {
        disk().ifPresent(SmallDisk::close);
        disk = null;
        if (folder != null) {
            folder.toFile().deleteOnExit();
        }
    }
}
