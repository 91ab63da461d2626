package io.bhiv.play.document;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as the providers write them. */
final class Times {

    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx");
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Times() {}

    /** With the person's offset: Oura. */
    static String local(OffsetDateTime time) {
        return LOCAL.format(time);
    }

    static String utc(Instant time) {
        return UTC.format(time);
    }

    static String utc(OffsetDateTime time) {
        return utc(time.toInstant());
    }

    /** {@code +02:00}, and {@code Z} for UTC: WHOOP. */
    static String offset(OffsetDateTime time) {
        return time.getOffset().getId();
    }
}
