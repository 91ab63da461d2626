package io.bhiv.simulator.whoop;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.simulator.http.Answer;
import io.bhiv.simulator.http.Json;
import io.bhiv.simulator.http.Parameters;
import io.bhiv.simulator.http.Request;
import io.bhiv.simulator.state.Faults;
import io.bhiv.simulator.state.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;

/**
 * Lists with the newest first: {@code limit} up to 25, {@code start} within the range and {@code end} outside it. The token comes in as
 * {@code nextToken} and goes out as {@code next_token}.
 */
record WhoopPages(Faults faults) {

    private static final int USUAL = 10;
    private static final int MOST = 25;

    /** A broken parameter is an IllegalArgumentException, which is answered with 400. */
    Answer.Whole page(Request request, List<ObjectStore.Shown> all) {
        Parameters query = request.query();
        int limit = query.first("limit").map(WhoopPages::limit).orElse(USUAL);
        Instant from = query.first("start").map(WhoopPages::time).orElse(Instant.MIN);
        Instant to = query.first("end").map(WhoopPages::time).orElse(Instant.MAX);
        List<ObjectNode> wanted = all.reversed().stream()
                .filter(one -> !one.document().start().isBefore(from)
                        && one.document().start().isBefore(to))
                .map(ObjectStore.Shown::body)
                .toList();
        int offset = query.first("nextToken").map(WhoopPages::offset).orElse(0);
        int begin = offset > 0 && faults.shiftsPage(request.path()) ? offset - 1 : offset;
        int end = Math.min(wanted.size(), begin + limit);
        ObjectNode body = Json.object();
        ArrayNode records = body.putArray("records");
        wanted.subList(Math.min(begin, end), end).forEach(records::add);
        body.put("next_token", end < wanted.size() ? token(end) : null);
        return Answer.json(200, body);
    }

    private static int limit(String text) {
        int limit = Integer.parseInt(text);
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit must be between 1 and " + MOST);
        }
        return limit;
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
        } catch (DateTimeException noTime) {
            throw new IllegalArgumentException("start and end must be times with their offset", noTime);
        }
    }

    private static String token(int offset) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("w:" + offset).getBytes(StandardCharsets.US_ASCII));
    }

    private static int offset(String token) {
        String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
        if (!text.startsWith("w:")) {
            throw new IllegalArgumentException("unknown nextToken");
        }
        return Integer.parseInt(text.substring(2));
    }
}
