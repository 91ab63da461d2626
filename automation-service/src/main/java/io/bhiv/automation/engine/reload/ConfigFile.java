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
 * The job file on disk, and whether it has changed since the last poll.
 *
 * <p>Its time and size are compared first; its content is read and hashed when they differ, and at every 30th poll in any
 * case, because an editor may keep both.
 */
public final class ConfigFile {

    private static final int READ_ANYWAY = 30;

    private final Path path;
    private @Nullable Stamp lastStamp;
    private String lastHash = "";
    private int polls;

    private record Stamp(long modified, long size) {}

    /** The result of a poll. */
    public sealed interface Poll {
        record Unchanged() implements Poll {}

        record Changed(String text, String hash) implements Poll {}

        record Unreadable(String why) implements Poll {}
    }

    public ConfigFile(Path path) {
        this.path = path;
    }

    public Path path() {
        return path;
    }

    public Poll poll() {
        try {
            Stamp stamp = new Stamp(Files.getLastModifiedTime(path).toMillis(), Files.size(path));
            if (stamp.size() > JobFileReader.LARGEST) {
                return new Poll.Unreadable("larger than " + JobFileReader.LARGEST + " bytes");
            }
            if (stamp.equals(lastStamp) && ++polls % READ_ANYWAY != 0) {
                return new Poll.Unchanged();
            }
            byte[] bytes = Files.readAllBytes(path);
            String hash = Sha256.of(bytes).hex();
            lastStamp = stamp;
            if (hash.equals(lastHash)) {
                return new Poll.Unchanged();
            }
            lastHash = hash;
            return new Poll.Changed(new String(bytes, StandardCharsets.UTF_8), hash);
        } catch (NoSuchFileException gone) {
            return forget("there is no file " + path);
        } catch (IOException unreadable) {
            return forget("the file cannot be read: " + unreadable.getClass().getSimpleName());
        }
    }

    private Poll forget(String why) {
        lastStamp = null;
        lastHash = "";
        return new Poll.Unreadable(why);
    }
}
