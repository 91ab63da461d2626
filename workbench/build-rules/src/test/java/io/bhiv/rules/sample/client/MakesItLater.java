package io.bhiv.rules.sample.client;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import jakarta.inject.Singleton;

@Singleton
class MakesItLater {

    private final HttpClient client;

    MakesItLater(Vertx vertx) {
        client = vertx.createHttpClient();
    }

    HttpClient client() {
        return client;
    }
}
