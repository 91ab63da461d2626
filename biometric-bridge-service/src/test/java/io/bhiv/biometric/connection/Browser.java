package io.bhiv.biometric.connection;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.http.Header;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A person's browser: it follows redirects, keeps the cookie, and knows that the public address leads to the service under test. */
final class Browser {

    private static final String COOKIE = "bhiv_connect";
    private static final String TO_THE_PROVIDER = "Location";

    private volatile @Nullable String cookie;

    /** Opens the first page, presses the button on it and ends up at the address the provider sent back to. */
    URI consent(String reference) {
        return consent("reference", reference);
    }

    URI consentWithTicket(String ticket) {
        return consent("ticket", ticket);
    }

    private URI consent(String who, String value) {
        if (cookie == null) {
            open(who, value).then().statusCode(200);
        }
        Response begun = press(who, value);
        begun.then().statusCode(303);
        Response there =
                given().redirects().follow(false).urlEncodingEnabled(false).get(URI.create(begun.header("Location")));
        assertThat(there.statusCode()).isEqualTo(302);
        return URI.create(there.header("Location"));
    }

    /** The first page, with a ticket, which stands in its form. */
    Response open(String ticket) {
        return open("ticket", ticket);
    }

    private Response open(String who, String value) {
        return keep(request().queryParam(who, value).get("/connect/oura"));
    }

    /** The button on it. */
    Response press(String who, String value) {
        return checked(keep(request().formParam(who, value).post("/connect/oura")));
    }

    /** The same form on a page that is not ours, as a browser says of itself. */
    Response pressElsewhere(String site, String ticket) {
        return request()
                .header("Sec-Fetch-Site", site)
                .header("Sec-Fetch-Dest", "document")
                .formParam("ticket", ticket)
                .post("/connect/oura");
    }

    private RequestSpecification request() {
        RequestSpecification request = given().redirects().follow(false);
        String kept = cookie;
        return kept == null ? request : request.cookie(COOKIE, kept);
    }

    private Response keep(Response response) {
        String set = response.cookie(COOKIE);
        if (set != null) {
            cookie = set.isEmpty() ? null : set;
            Secrets.add(set);
        }
        return response;
    }

    /** Nothing secret stands in it but where it has to. */
    private static Response checked(Response response) {
        String there = response.header(TO_THE_PROVIDER);
        if (there != null) {
            String state = there.replaceAll(".*[?&]state=([^&]+).*", "$1");
            Secrets.add(state);
            Secrets.add(ConnectFlow.verifier(state, response.cookie(COOKIE)));
        }
        Secrets.assertNoneIn(response.asString());
        response.headers().asList().stream()
                .filter(header -> !header.hasSameNameAs(new Header(TO_THE_PROVIDER, "")))
                .filter(header -> !header.hasSameNameAs(new Header("Set-Cookie", "")))
                .forEach(header -> Secrets.assertNoneIn(header.getValue()));
        return response;
    }

    /** What the service shows when the provider has sent the browser back. */
    Response comeBack(URI address) {
        assertThat(address.toString()).startsWith(SimulatedOura.BACK);
        return checked(keep(request()
                .urlEncodingEnabled(false)
                .get(URI.create(
                        "http://localhost:" + RestAssured.port + "/connect/oura/callback?" + address.getRawQuery()))));
    }

    Response connect(String reference) {
        return comeBack(consent(reference));
    }
}
