package io.bhiv.rules.sample.stall;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

class WaitsForABody {

    private final HttpClient client = HttpClient.newHttpClient();

    CompletableFuture<HttpResponse<String>> get(URI address) {
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(1)).build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }
}
