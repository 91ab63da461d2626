package io.bhiv.play.webhook;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;

/** One request as a provider sends it; sent twice it is the identical request. */
public record Webhook(String path, Map<String, String> headers, byte[] body) {

    public Webhook {
        headers = Map.copyOf(headers);
    }

    /** The request to the biometric service at {@code baseUrl}, which waits for an answer for at most {@code limit}. */
    public HttpRequest to(String baseUrl, Duration limit) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(baseUrl + path))
                .timeout(limit)
                .POST(BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return request.build();
    }

    /** Bodies and signatures stay out of logs. */
    @Override
    public String toString() {
        return "Webhook[" + path + ", " + body.length + " bytes]";
    }
}
