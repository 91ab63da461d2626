package io.bhiv.biometric.fetch;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.simulator.control.ProviderSimulator;
import io.restassured.response.Response;
import java.net.URI;

/** People who consent. */
final class Persons {

    private Persons() {}

    /** Connects a person of the simulator under that name and answers the id of the connection. */
    static String connect(ProviderSimulator provider, String person) {
        String reference = provider.name() + "-" + person;
        connect(provider, person, reference).then().statusCode(200);
        return given().queryParam("reference", reference)
                .get("/api/v1/biometric/connections")
                .then()
                .statusCode(200)
                .extract()
                .path("connections[0].connection_id");
    }

    /** The same under a reference; answers the page at the end. */
    static Response connect(ProviderSimulator provider, String person, String reference) {
        provider.oauth().consent().allow(person);
        String cookie = given().queryParam("reference", reference)
                .get("/connect/" + provider.name())
                .cookie("bhiv_connect");
        Response begun = given().redirects()
                .follow(false)
                .cookie("bhiv_connect", cookie)
                .formParam("reference", reference)
                .post("/connect/" + provider.name());
        begun.then().statusCode(303);
        Response consented =
                given().redirects().follow(false).urlEncodingEnabled(false).get(URI.create(begun.header("Location")));
        assertThat(consented.statusCode()).isEqualTo(302);
        return given().redirects()
                .follow(false)
                .urlEncodingEnabled(false)
                .cookie("bhiv_connect", cookie)
                .get(URI.create(consented.header("Location")));
    }
}
