package io.bhiv.core.save;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store promises. */
abstract class BucketStoreContract {

    abstract BucketStore store() throws Exception;

    /** The object as another program would read it. */
    abstract byte[] read(String filename) throws Exception;

    /** Names of all objects there are. */
    abstract int objects() throws Exception;

    @Test
    void whatIsSavedIsThereWhole() throws Exception {
        byte[] payload = "{\"n\":1,\"text\":\"ü\"}".getBytes(StandardCharsets.UTF_8);

        SaveOutcome outcome = store().save("report-1.json", payload);

        assertThat(outcome).isInstanceOf(SaveOutcome.Saved.class);
        assertThat(read("report-1.json")).isEqualTo(payload);
    }

    @Test
    void emptyAndLargeObjectsAreObjects() throws Exception {
        byte[] large = new byte[3_000_000];
        Arrays.fill(large, (byte) 'x');

        assertThat(store().save("empty.json", new byte[0])).isInstanceOf(SaveOutcome.Saved.class);
        assertThat(store().save("large.bin", large)).isInstanceOf(SaveOutcome.Saved.class);
        assertThat(read("empty.json")).isEmpty();
        assertThat(read("large.bin")).isEqualTo(large);
    }

    @Test
    void theLastWriterStays() throws Exception {
        store().save("same.json", new byte[] {1});
        store().save("same.json", new byte[] {2, 2});

        assertThat(read("same.json")).isEqualTo(new byte[] {2, 2});
    }

    @Test
    void manyWritersOfOneNameNeverTearIt() throws Exception {
        BucketStore store = store();

        IntStream.range(1, 40).parallel().forEach(i -> {
            byte[] payload = new byte[20_000];
            Arrays.fill(payload, (byte) i);
            assertThat(store.save("contended.bin", payload)).isInstanceOf(SaveOutcome.Saved.class);
        });

        byte[] found = read("contended.bin");
        assertThat(found).hasSize(20_000);
        assertThat(IntStream.range(0, found.length)
                        .map(i -> found[i])
                        .distinct()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void badNamesAreRefusedAndLeaveNothing() throws Exception {
        for (String name : new String[] {
            "",
            ".",
            "..",
            "../x",
            "/etc/x",
            "a/b",
            "a\\b",
            "C:x",
            "x\0y",
            ".hidden",
            "CON",
            "nul.json",
            "COM1",
            "lpt9.txt",
            "x.",
            "-x",
            "ü",
            "a b",
            "x\n",
            "a".repeat(151)
        }) {
            assertThat(store().save(name, new byte[] {1})).as(name).isInstanceOf(SaveOutcome.BadName.class);
        }
        assertThat(objects()).isZero();
    }
}
