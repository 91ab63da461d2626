package io.bhiv.kit.intake;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Headers of a record as text. A header may be missing, or there without a value: both are null here. */
public final class RecordText {

    private RecordText() {}

    /** The last header of this name. */
    public static @Nullable String header(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : text(header.value());
    }

    /** All headers that have a value; of several with one name, the last. */
    public static Map<String, String> headers(ConsumerRecord<?, ?> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            String text = text(header.value());
            if (text != null) {
                headers.put(header.key(), text);
            }
        }
        return headers;
    }

    /** Malformed UTF-8 becomes U+FFFD. */
    private static @Nullable String text(byte @Nullable [] value) {
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }
}
