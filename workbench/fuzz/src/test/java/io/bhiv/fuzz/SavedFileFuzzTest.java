package io.bhiv.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bhiv.core.save.FolderBucketStore;
import io.bhiv.core.save.SaveOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Any name for a saved file: a plain file directly in the folder with just these bytes, or a refusal; nothing ever beside the folder. */
class SavedFileFuzzTest {

    @TempDir
    private Path home;

    @FuzzTest(maxDuration = "10m")
    void anyNameStaysInTheFolder(FuzzedDataProvider data) throws IOException {
        String name = data.consumeString(200);
        byte[] payload = data.consumeBytes(64);
        Path folder = home.resolve("bucket");

        SaveOutcome outcome = new FolderBucketStore(folder, UUID::randomUUID).save(name, payload);

        switch (outcome) {
            case SaveOutcome.Saved(String path) -> {
                Path saved = Path.of(path);
                assertThat(saved).isEqualTo(folder.resolve(name));
                assertThat(Files.isRegularFile(saved, LinkOption.NOFOLLOW_LINKS))
                        .isTrue();
                assertThat(Files.readAllBytes(saved)).isEqualTo(payload);
                assertThat(names(folder)).containsExactly(name);
                Files.delete(saved);
            }
            case SaveOutcome.BadName(String reason) -> assertThat(reason).isNotBlank();
            case SaveOutcome.DiskFull full -> throw new AssertionError("unexpected " + full);
            case SaveOutcome.NotTried notTried -> throw new AssertionError("unexpected " + notTried);
            case SaveOutcome.Failed failed -> throw new AssertionError("unexpected " + failed);
        }
        assertThat(names(home)).isSubsetOf("bucket");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
