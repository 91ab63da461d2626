package io.bhiv.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.model.core.CoreSyncResult;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What JSON is made of and read into has to be named to the native image: without reflection a record cannot be read there. */
class NativeMetadataTest {

    @Test
    void everyRecordAndEnumOfTheModelIsNamed() throws Exception {
        Path classes = Path.of(CoreSyncResult.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> wanted;
        try (Stream<Path> files = Files.walk(classes.resolve("io/bhiv/model"))) {
            wanted = files.map(classes::relativize)
                    .map(Path::toString)
                    .filter(name -> name.endsWith(".class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .filter(NativeMetadataTest::isOnTheWire)
                    .toList();
        }
        try (InputStream metadata = CoreSyncResult.class.getResourceAsStream(
                "/META-INF/native-image/io.bhiv/shared-model/reachability-metadata.json")) {
            assertThat(new ObjectMapper().readTree(metadata).get("reflection").findValuesAsText("type"))
                    .containsAll(wanted);
        }
        assertThat(wanted).hasSizeGreaterThan(40);
    }

    private static boolean isOnTheWire(String name) {
        try {
            Class<?> type = Class.forName(name, false, NativeMetadataTest.class.getClassLoader());
            return type.isRecord() || type.isEnum();
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
