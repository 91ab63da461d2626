package io.bhiv.insight.login;

import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** Keeps cookies and follows redirects, as a browser does. */
final class Browser implements AutoCloseable {

    private final CookieManager cookies = new CookieManager();
    private final HttpClient following = client(HttpClient.Redirect.ALWAYS);
    private final HttpClient staying = client(HttpClient.Redirect.NEVER);

    HttpResponse<String> open(String path) {
        return send(following, path, "Accept", "text/html,*/*;q=0.8", "Sec-Fetch-Mode", "navigate");
    }

    /** Where it would be sent. */
    HttpResponse<String> openWithoutFollowing(String path) {
        return send(staying, path, "Accept", "text/html,*/*;q=0.8", "Sec-Fetch-Mode", "navigate");
    }

    /** As a script of a page does. */
    HttpResponse<String> load(String path) {
        return send(staying, path, "Accept", "*/*", "Sec-Fetch-Mode", "cors");
    }

    HttpResponse<String> submit(String path, String form) {
        return send(
                staying,
                HttpRequest.newBuilder(address(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Sec-Fetch-Site", "same-origin")
                        .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    List<HttpCookie> cookies() {
        return cookies.getCookieStore().getCookies();
    }

    @Override
    public void close() {
        following.close();
        staying.close();
    }

    private HttpClient client(HttpClient.Redirect redirects) {
        return HttpClient.newBuilder()
                .cookieHandler(cookies)
                .followRedirects(redirects)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private static HttpResponse<String> send(HttpClient client, String path, String... headers) {
        return send(client, HttpRequest.newBuilder(address(path)).headers(headers));
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopping);
        }
    }

    private static URI address(String path) {
        return URI.create(path.startsWith("http") ? path : "http://localhost:" + RestAssured.port + path);
    }
}
