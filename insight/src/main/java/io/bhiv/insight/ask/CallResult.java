package io.bhiv.insight.ask;

import com.fasterxml.jackson.databind.JsonNode;

/** What a service answered to a call. */
public record CallResult(int status, JsonNode body) {

    public boolean isDone() {
        return status >= 200 && status < 300;
    }

    /** Why it refused, from its problem detail. */
    public String refusal() {
        String detail = body.path("detail").asText("");
        String title = body.path("title").asText("");
        return "answered " + status + (detail.isEmpty() ? title.isEmpty() ? "" : ": " + title : ": " + detail);
    }
}
