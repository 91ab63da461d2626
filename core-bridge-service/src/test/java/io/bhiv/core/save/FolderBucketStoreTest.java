package io.bhiv.core.save;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bhiv.stage.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderBucketStoreTest extends BucketStoreContract {

    private static final int TRIES = Integer.getInteger("bucket.filenames", 100_000);
    private static final List<String> PARTS = List.of(
            "..",
            ".",
            "/",
            "\\",
            "\0",
            "a",
            "B",
            "7",
            "-",
            "_",
            " ",
            "CON",
            "nul",
            "com1",
            "AUX.",
            "~",
            "$HOME",
            "%2e%2e",
            "%00",
            ":",
            "*",
            "?",
            "\n",
            "\r",
            "ü",
            "é",
            "\u202e",
            "\uFF0E\uFF0E",
            "\uFF0F",
            "x".repeat(60),
            ".json",
            "...",
            "C:",
            "link",
            "folder",
            "\uD800",
            ";rm",
            "|",
            "<",
            "file");

    @TempDir
    Path home;

    @Override
    BucketStore store() {
        return new FolderBucketStore(folder(), UUID::randomUUID);
    }

    @Override
    byte[] read(String filename) throws IOException {
        return Files.readAllBytes(folder().resolve(filename));
    }

    @Override
    int objects() throws IOException {
        return Files.exists(folder()) ? names(folder()).size() : 0;
    }

    @Test
    void aFullDiskLeavesNothingBehind() throws IOException {
        BucketStore full = new FolderBucketStore(folder(), UUID::randomUUID, channel -> {
            throw new IOException("No space left on device");
        });
        store().save("old.json", new byte[] {1});

        assertThat(full.save("new.json", new byte[] {2})).isInstanceOf(SaveOutcome.DiskFull.class);
        assertThat(full.save("old.json", new byte[] {2})).isInstanceOf(SaveOutcome.DiskFull.class);

        assertThat(names(folder())).containsExactly("old.json");
        assertThat(read("old.json")).isEqualTo(new byte[] {1});
    }

    @Test
    void aDiskThatIsReallyFullTakesNothingHalf() throws IOException {
        Optional<SmallDisk> mounted = SmallDisk.mountedOn(Files.createDirectory(home.resolve("small")), "256k");
        assumeTrue(mounted.isPresent(), SmallDisk.ASSUMPTION);
        try (SmallDisk disk = mounted.orElseThrow()) {
            // Given
            BucketStore store = new FolderBucketStore(disk.folder(), UUID::randomUUID);
            store.save("old.json", new byte[] {1});

            // When
            SaveOutcome tooLarge = store.save("large.json", new byte[1 << 20]);
            disk.fill();
            SaveOutcome noRoom = store.save("new.json", new byte[] {2, 2});
            SaveOutcome replaced = store.save("old.json", new byte[] {2, 2});

            // Then
            assertThat(List.of(tooLarge, noRoom, replaced)).allMatch(SaveOutcome.DiskFull.class::isInstance);
            assertThat(names(disk.folder())).containsExactlyInAnyOrder("old.json", "filler");
            assertThat(Files.readAllBytes(disk.folder().resolve("old.json"))).isEqualTo(new byte[] {1});
            disk.makeRoom();
            assertThat(store.save("new.json", new byte[] {2, 2})).isInstanceOf(SaveOutcome.Saved.class);
        }
    }

    @Test
    void whatAKilledProcessLeftUnfinishedIsRemovedOnceItIsOld() throws IOException {
        FolderBucketStore store = new FolderBucketStore(folder(), UUID::randomUUID);
        store.save("whole.json", new byte[] {1});
        Path old = Files.write(folder().resolve(".saving-old"), new byte[] {1});
        Path young = Files.write(folder().resolve(".saving-young"), new byte[] {1});
        Instant now = Instant.now();
        Files.setLastModifiedTime(old, FileTime.from(now.minus(Duration.ofHours(2))));

        int removed = store.removeUnfinished(now.minus(Duration.ofHours(1)));

        assertThat(removed).isOne();
        assertThat(old).doesNotExist();
        assertThat(young).exists();
        assertThat(folder().resolve("whole.json")).exists();
    }

    @Test
    void everyNewFolderOnTheWayIsMadeDurable() {
        AtomicInteger forced = new AtomicInteger();
        BucketStore deep =
                new FolderBucketStore(home.resolve("a/b/c"), UUID::randomUUID, channel -> forced.incrementAndGet());

        deep.save("x.json", new byte[] {1});
        int first = forced.getAndSet(0);
        deep.save("y.json", new byte[] {1});

        assertThat(first).isEqualTo(5);
        assertThat(forced).hasValue(2);
    }

    @Test
    void aLinkIsNeverFollowedNorReplaced() throws IOException {
        Path outside = Files.writeString(home.resolve("outside.txt"), "mine");
        Files.createDirectories(folder());
        Files.createSymbolicLink(folder().resolve("link"), outside);
        Files.createDirectory(folder().resolve("folder"));

        assertThat(store().save("link", new byte[] {1})).isInstanceOf(SaveOutcome.BadName.class);
        assertThat(store().save("folder", new byte[] {1})).isInstanceOf(SaveOutcome.BadName.class);

        assertThat(outside).hasContent("mine");
        assertThat(Files.isSymbolicLink(folder().resolve("link"))).isTrue();
    }

    /** Whatever the name: refused, or exactly the plain file of that name directly in the folder. */
    @Test
    void noNameEverLeavesTheFolder() throws IOException {
        // Given
        Path outside = Files.writeString(home.resolve("outside.txt"), "mine");
        Files.createDirectories(folder());
        Files.createSymbolicLink(folder().resolve("link"), outside);
        Files.createSymbolicLink(folder().resolve("linkfolder"), home);
        BucketStore store = new FolderBucketStore(folder(), UUID::randomUUID, channel -> {});
        long seed = System.nanoTime();
        RandomGenerator random = new java.util.SplittableRandom(seed);

        // When
        for (int i = 0; i < TRIES; i++) {
            check(store, name(random), seed);
        }

        // Then
        assertThat(names(home)).as("seed " + seed).containsExactlyInAnyOrder("bucket", "outside.txt");
        assertThat(outside).hasContent("mine");
        assertThat(names(folder())).noneMatch(name -> name.startsWith("."));
    }

    private void check(BucketStore store, String name, long seed) {
        switch (store.save(name, new byte[] {1})) {
            case SaveOutcome.Saved(String path) -> {
                Path saved = Path.of(path);
                boolean plain = saved.equals(folder().toAbsolutePath().resolve(name))
                        && name.equals(String.valueOf(saved.getFileName()))
                        && saved.startsWith(folder().toAbsolutePath())
                        && saved.getNameCount() == folder().toAbsolutePath().getNameCount() + 1
                        && Files.isRegularFile(saved, LinkOption.NOFOLLOW_LINKS);
                assertThat(plain).as("%s (seed %d)", path, seed).isTrue();
            }
            case SaveOutcome.BadName refused -> assertThat(refused.reason()).isNotBlank();
            case SaveOutcome.DiskFull full -> throw new AssertionError("full at " + name);
            case SaveOutcome.NotTried(String reason) -> throw new AssertionError(reason + " at " + name);
            case SaveOutcome.Failed(String reason) -> throw new AssertionError(reason + " at " + name);
        }
    }

    private static String name(RandomGenerator random) {
        StringBuilder name = new StringBuilder();
        int parts = random.nextInt(1, 6);
        for (int i = 0; i < parts; i++) {
            name.append(
                    random.nextInt(8) == 0
                            ? Character.toString(random.nextInt(0x250))
                            : PARTS.get(random.nextInt(PARTS.size())));
        }
        return name.toString();
    }

    private Path folder() {
        return home.resolve("bucket");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
