package io.bhiv.simulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the server does with a request. */
public sealed interface Answer {

    /** Status for the log; 0 where none is sent. */
    int status();

    /** A whole answer. */
    record Whole(int status, Map<String, String> headers, byte[] body) implements Answer {

        /** The same with one more header. */
        public Whole with(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Whole(status, more, body);
        }
    }

    /** 200 and so many bytes of JSON white space. */
    record Flood(long bytes) implements Answer {
        @Override
        public int status() {
            return 200;
        }
    }

    /** 200 and a byte ten times a second, for a minute or until the client goes away. */
    record Drip() implements Answer {
        @Override
        public int status() {
            return 200;
        }
    }

    /** Nothing for a minute. */
    record Hang() implements Answer {
        @Override
        public int status() {
            return 0;
        }
    }

    /** The connection is closed. */
    record Cut() implements Answer {
        @Override
        public int status() {
            return 0;
        }
    }

    static Whole json(int status, JsonNode body) {
        return text(status, "application/json", body.toString());
    }

    /** {@code {"detail": …}}, with which both providers explain themselves. */
    static Whole detail(int status, String detail) {
        return json(status, Json.object().put("detail", detail));
    }

    static Whole html(int status, String page) {
        return text(status, "text/html; charset=utf-8", page);
    }

    static Whole empty(int status) {
        return new Whole(status, Map.of(), new byte[0]);
    }

    static Whole redirect(String location) {
        return new Whole(302, Map.of("Location", location), new byte[0]);
    }

    static Whole text(int status, String type, String text) {
        return new Whole(status, Map.of("Content-Type", type), text.getBytes(StandardCharsets.UTF_8));
    }
}
