package io.bhiv.simulator.oura;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.simulator.http.Json;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Notices of one kind of event about one type of data, sent to one address until it expires.
 *
 * @param subject decides uniqueness: an application has one subscription for each
 */
record Subscription(String id, URI callback, Subject subject, Instant expires) {

    /** Without zone, which is UTC: the documents say a date with time and zone, and clients saw this. */
    private static final DateTimeFormatter EXPIRES =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    /** What it is about. */
    record Subject(String dataType, String eventType) {}

    ObjectNode json() {
        return Json.object()
                .put("id", id)
                .put("callback_url", callback.toString())
                .put("event_type", subject.eventType())
                .put("data_type", subject.dataType())
                .put("expiration_time", EXPIRES.format(expires));
    }
}
