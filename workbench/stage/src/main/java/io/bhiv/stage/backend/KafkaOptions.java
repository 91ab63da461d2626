package io.bhiv.stage.backend;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How an {@link EmbeddedKafkaBroker} is to run.
 *
 * @param port TCP port for clients, 0 for any free one
 * @param folder where the log is kept; a temporary folder where empty
 * @param settings further broker settings
 */
public record KafkaOptions(int port, Optional<Path> folder, Map<String, String> settings) {

    public KafkaOptions {
        settings = Map.copyOf(settings);
    }

    /** Any free port, temporary log. */
    public static KafkaOptions temporary() {
        return new KafkaOptions(0, Optional.empty(), Map.of());
    }

    /** A fixed port and a folder that outlives the broker. */
    public static KafkaOptions keptIn(Path folder, int port) {
        return new KafkaOptions(port, Optional.of(folder), Map.of());
    }

    /** The same, with one more broker setting. */
    public KafkaOptions withSetting(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(name, value);
        return new KafkaOptions(port, folder, more);
    }
}
