package io.bhiv.automation.engine.reload;

import io.bhiv.automation.engine.read.JobFileReader;
import io.bhiv.kit.hash.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The job file on disk, and whether it is another than at the last look.
 *
 * <p>Its time and size are looked at first; its content is read and hashed when they differ, and every 30th look in any
 * case, because an editor may keep both.
 */
public final class ConfigFile {

    private static final int READ_ANYWAY = 30;

    private final Path path;
    private @Nullable Stamp lastStamp;
    private String lastHash = "";
    private int looks;

    private record Stamp(long modified, long size) {}

    /** A look at the file. */
    public sealed interface Look {
        record Unchanged() implements Look {}

        record Changed(String text, String hash) implements Look {}

        record Unreadable(String why) implements Look {}
    }

    public ConfigFile(Path path) {
        this.path = path;
    }

    public Path path() {
        return path;
    }

    public Look poll() {
        try {
            Stamp stamp = new Stamp(Files.getLastModifiedTime(path).toMillis(), Files.size(path));
            if (stamp.size() > JobFileReader.LARGEST) {
                return new Look.Unreadable("larger than " + JobFileReader.LARGEST + " bytes");
            }
            if (stamp.equals(lastStamp) && ++looks % READ_ANYWAY != 0) {
                return new Look.Unchanged();
            }
            byte[] bytes = Files.readAllBytes(path);
            String hash = Sha256.of(bytes).hex();
            lastStamp = stamp;
            if (hash.equals(lastHash)) {
                return new Look.Unchanged();
            }
            lastHash = hash;
            return new Look.Changed(new String(bytes, StandardCharsets.UTF_8), hash);
        } catch (NoSuchFileException gone) {
            return forget("there is no file " + path);
        } catch (IOException unreadable) {
            return forget("the file cannot be read: " + unreadable.getClass().getSimpleName());
        }
    }

    private Look forget(String why) {
        lastStamp = null;
        lastHash = "";
        return new Look.Unreadable(why);
    }
}
