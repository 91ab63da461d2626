package io.bhiv.biometric.connection;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A person's browser: it follows redirects, keeps the cookie, and knows that the public address leads to the service under test. */
final class Browser {

    private @Nullable String cookie;

    /** Presses the button on the first page and ends up at the address the provider sent back to. */
    URI consent(String reference) {
        return consent("reference", reference);
    }

    URI consentWithTicket(String ticket) {
        return consent("ticket", ticket);
    }

    private URI consent(String who, String value) {
        Response begun = given().redirects().follow(false).formParam(who, value).post("/connect/oura");
        begun.then().statusCode(303);
        cookie = begun.cookie("bhiv_connect");
        Response there =
                given().redirects().follow(false).urlEncodingEnabled(false).get(URI.create(begun.header("Location")));
        assertThat(there.statusCode()).isEqualTo(302);
        return URI.create(there.header("Location"));
    }

    /** What the service shows when the provider has sent the browser back. */
    Response comeBack(URI address) {
        assertThat(address.toString()).startsWith(SimulatedOura.BACK);
        RequestSpecification request = given().redirects().follow(false).urlEncodingEnabled(false);
        if (cookie != null) {
            request.cookie("bhiv_connect", cookie);
        }
        return request.get(
                URI.create("http://localhost:" + RestAssured.port + "/connect/oura/callback?" + address.getRawQuery()));
    }

    Response connect(String reference) {
        return comeBack(consent(reference));
    }
}
