package io.bhiv.insight.login;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.insight.recover.ServicesStub;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** People come with a browser, programs with a key, and neither gets more than their roles. */
@QuarkusTest
@TestProfile(WithLogin.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
@QuarkusTestResource(value = ProviderStub.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(ServicesStub.class)
class LoginIT {

    ProviderStub.@Nullable Person person;
    ServicesStub.@Nullable Calls calls;

    private final Browser browser = new Browser();

    @BeforeEach
    void begin() {
        person().secondsToExpiry = 300;
        person().away = false;
    }

    @AfterEach
    void end() {
        browser.close();
    }

    @Test
    void aPersonLogsInAndComesBackToThePageThatWasAskedFor() {
        is("vera", "[\"viewer\"]");

        HttpResponse<String> page = browser.open("/insight/recovery");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.uri().getPath()).isEqualTo("/insight/recovery");
        assertThat(page.uri().getQuery()).isNull();
        assertThat(browser.open("/insight").body()).contains("Log out");
        assertThat(browser.load("/api/v1/insight/summary").statusCode()).isEqualTo(200);
        assertThat(browser.load("/insight/sections").statusCode()).isEqualTo(200);
    }

    @Test
    void theSessionCannotBeReadByScriptsNorSentByOtherSites() {
        is("vera", "[\"viewer\"]");
        HttpResponse<String> toProvider = browser.openWithoutFollowing("/insight");
        assertThat(toProvider.statusCode()).isEqualTo(302);
        assertThat(toProvider.headers().firstValue("Location").orElseThrow())
                .contains("code_challenge=", "code_challenge_method=S256", "nonce=", "state=");

        HttpResponse<String> back = browser.openWithoutFollowing(
                toProvider.headers().firstValue("Location").orElseThrow());
        HttpResponse<String> loggedIn = browser.openWithoutFollowing(
                back.headers().firstValue("Location").orElseThrow());

        assertThat(loggedIn.headers().allValues("Set-Cookie"))
                .filteredOn(cookie -> cookie.startsWith("q_session"))
                .isNotEmpty()
                .allSatisfy(cookie ->
                        assertThat(cookie).contains("HTTPOnly", "SameSite=Lax").doesNotContain("vera"));
    }

    @Test
    void aViewerLooksAndAnOperatorActs() {
        is("vera", "[\"viewer\"]");
        browser.open("/insight");
        HttpResponse<String> refused = browser.open("/insight/recovery/preview?target=parked-deliveries");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("<b>vera</b>", "the role <code>operator</code>", "Back to InsightFlow");
        assertThat(browser.submit("/insight/jobs/run", "job=x").statusCode()).isEqualTo(403);

        try (Browser other = new Browser()) {
            is("olga", "[\"operator\"]");
            assertThat(other.open("/insight/recovery/preview?target=parked-deliveries")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(other.submit("/insight/jobs/run", "job=x").body()).contains("not from this page");
        }
    }

    @Test
    void whyATriggerFiredIsShownToOperatorsAlone() {
        String id = "0198f2c4-7d1e-7c3a-9b5e-2f6d8a1c4e70";
        String delivery = "/api/v1/biometric/deliveries/" + id;
        calls().answers.put(delivery, new ServicesStub.Canned(200, """
                {"event_id":"%s","provider":"terra","received_at":"2026-03-01T10:00:00Z","revision":1,"late":false,"body_bytes":9,
                 "state":"published","channel":"WEBHOOK_INLINE","verified_by_secret":1,"made":{"count":1,"events":[],
                  "triggers":[{"trigger_id":"t","rule":"FIXED_RMSSD","severity":"CRITICAL"}],
                  "published":{"at":"2026-03-01T10:00:00.250Z","partition":3,"offset":17}}}""".formatted(id)));
        calls().answers
                .put(
                        delivery + "/triggers",
                        new ServicesStub.Canned(
                                200, "[{\"trigger_id\":\"t\",\"explanation\":\"RMSSD was 19.5 ms, below 25\"}]"));

        is("vera", "[\"viewer\"]");
        assertThat(browser.open("/insight/search?id=" + id).body())
                .contains("Verified by secret 1", "Trigger FIXED_RMSSD, CRITICAL", "partition 3, from offset 17 on")
                .contains("shown to the role operator", "title=\"2026-03-01T10:00:00.250Z\"")
                .doesNotContain("19.5");
        assertThat(calls().received).noneMatch(call -> call.uri().endsWith("/triggers"));

        try (Browser other = new Browser()) {
            is("olga", "[\"operator\"]");
            assertThat(other.open("/insight/search?id=" + id).body()).contains("RMSSD was 19.5 ms, below 25");
            assertThat(other.open("/insight/recovery").body()).contains("why a trigger fired", "olga");
            assertThat(other.open("/insight/search?id=a.packet").body())
                    .contains("Nothing is known of this id", "knows none with this id", "only packets were looked for");
        }
    }

    @Test
    void aPersonWithoutARoleSeesNothing() {
        is("nina", "[\"ingest\",\"consumer\",\"admin\"]");

        HttpResponse<String> page = browser.open("/insight");
        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'");
        assertThat(page.body())
                .contains("<b>nina</b>", "<code>viewer</code>", "<code>operator</code>", "/insight/logout")
                .doesNotContain("id=\"verdict\"");
        HttpResponse<String> loaded = browser.load("/api/v1/insight/summary");
        assertThat(loaded.statusCode()).isEqualTo(403);
        assertThat(loaded.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(location(browser.openWithoutFollowing("/insight/logout"))).contains("/logged-out");
    }

    @Test
    void aSessionIsWorthNothingOutsideThePage() {
        is("olga", "[\"operator\"]");
        assertThat(browser.open("/insight").statusCode()).isEqualTo(200);

        assertThat(browser.open("/core/elsewhere").statusCode()).isEqualTo(401);
    }

    @Test
    void whatAPageLoadsByItselfIsNotRedirected() {
        assertThat(browser.load("/insight/sections").statusCode()).isEqualTo(401);
        assertThat(browser.load("/insight/stream").statusCode()).isEqualTo(401);
        assertThat(browser.load("/api/v1/insight/summary").statusCode()).isEqualTo(401);
        assertThat(browser.submit("/insight/jobs/run", "job=x").statusCode()).isEqualTo(401);
    }

    @Test
    void programsKeepTheirKeys() {
        assertThat(given().when().get("/insight").statusCode()).isEqualTo(401);
        assertThat(given().header("X-Api-Key", "wrong").when().get("/insight").statusCode())
                .isEqualTo(401);
        assertThat(given().header("X-Api-Key", WithLogin.KEY)
                        .when()
                        .get("/insight")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aCodeThatThisBrowserDidNotAskForOpensNothing() {
        is("olga", "[\"operator\"]");
        String stolen;
        try (Browser other = new Browser()) {
            String toProvider = location(other.openWithoutFollowing("/insight"));
            stolen = location(other.openWithoutFollowing(toProvider));
        }

        // Everybody starts from nothing.
        assertThat(location(browser.openWithoutFollowing(stolen))).contains("/authorize?");
        assertThat(browser.cookies()).noneMatch(cookie -> cookie.getName().startsWith("q_session"));
        assertThat(location(browser.openWithoutFollowing("/insight?code=guess&state=guess")))
                .contains("/authorize?");
    }

    @Test
    void aForgedSessionIsNone() {
        HttpResponse<String> answer = browser.openWithoutFollowing("/insight");
        assertThat(answer.statusCode()).isEqualTo(302);

        assertThat(given().header("Cookie", "q_session_people=forged")
                        .header("Accept", "application/json")
                        .when()
                        .get("/api/v1/insight/summary")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void anExpiredSessionIsContinuedWithoutAskingThePerson() {
        is("vera", "[\"viewer\"]");
        person().secondsToExpiry = 1;
        browser.open("/insight");
        int before = person().refreshed.get();

        await().until(() -> browser.load("/api/v1/insight/summary").statusCode() == 200
                && person().refreshed.get() > before);
    }

    @Test
    void loggingOutEndsTheSessionHereAndThere() {
        is("vera", "[\"viewer\"]");
        browser.open("/insight");

        HttpResponse<String> out = browser.openWithoutFollowing("/insight/logout");

        assertThat(location(out)).contains("/logged-out", "id_token_hint=");
        assertThat(browser.load("/api/v1/insight/summary").statusCode()).isEqualTo(401);
    }

    @Test
    void aProviderThatIsAwayIsNamedAndProgramsGoOn() {
        is("vera", "[\"viewer\"]");
        String toProvider = location(browser.openWithoutFollowing("/insight"));
        String back = location(browser.openWithoutFollowing(toProvider));
        person().away = true;

        HttpResponse<String> answer = browser.openWithoutFollowing(back);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(given().header("X-Api-Key", WithLogin.KEY)
                        .when()
                        .get("/insight")
                        .statusCode())
                .isEqualTo(200);
    }

    private void is(String name, String roles) {
        person().name = name;
        person().roles = roles;
    }

    private ProviderStub.Person person() {
        return Objects.requireNonNull(person);
    }

    private ServicesStub.Calls calls() {
        return Objects.requireNonNull(calls);
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElseThrow(() -> new AssertionError(answer.statusCode()));
    }
}
