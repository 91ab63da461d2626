package io.bhiv.simulator.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.play.person.Population;
import io.bhiv.simulator.control.SettableClock;
import io.bhiv.simulator.control.Setup;
import io.bhiv.simulator.http.Parameters;
import io.bhiv.simulator.oura.OuraSimulator;
import io.bhiv.simulator.testing.Client;
import io.bhiv.simulator.whoop.WhoopSimulator;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OAuthTest {

    private static final String OURA_TOKEN = "/oauth/token";
    private static final String WHOOP_TOKEN = "/oauth/oauth2/token";
    private static final String VERIFIER = "a-verifier-that-is-long-enough-to-be-one-0123456789";

    private final SettableClock clock = new SettableClock("2026-11-20T08:00:00Z");
    private final OuraSimulator oura = OuraSimulator.start(0, Setup.of(Client.ID, Client.SECRET, clock));
    private final WhoopSimulator whoop = WhoopSimulator.start(0, Setup.of(Client.ID, Client.SECRET, clock));
    private final Client atOura = new Client(oura.address());
    private final Client atWhoop = new Client(whoop.address());

    @BeforeEach
    void twoPeople() {
        Population population = new Population(1, 2, ZoneId.of("Europe/Berlin"));
        oura.people().prepare(population, LocalDate.of(2026, 11, 19), 3);
        whoop.people().prepare(population, LocalDate.of(2026, 11, 19), 3);
    }

    @AfterEach
    void close() {
        atOura.close();
        atWhoop.close();
        oura.close();
        whoop.close();
    }

    @Test
    void thePageAsksForEveryScopeAndShowsNothingAsMarkup() {
        Client.Got page = atOura.get("/oauth/authorize?" + asked("daily spo2", "<b>state"));

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.whole().body())
                .contains("value=\"daily\"", "value=\"spo2\"", "<option>person-2</option>", "&lt;b&gt;state")
                .doesNotContain("<b>");
    }

    @Test
    void aPersonWhoAllowsSomeScopesGrantsThoseAlone() {
        Map<String, String> form = new HashMap<>(fields("daily spo2 workout", "state-of-us"));
        form.put("person", "person-2");
        form.put("decision", "allow");
        form.put("granted", "daily");

        Client.Got answer = atOura.form("/oauth/authorize", form);

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("location").orElseThrow()).startsWith(Client.REDIRECT + "&");
        assertThat(answer.redirect().first("state")).contains("state-of-us");
        assertThat(answer.redirect().first("scope")).contains("daily");
        String token = access(tokens(atOura, OURA_TOKEN, answer.redirect()));
        assertThat(atOura.get("/v2/usercollection/sleep", token).status()).isEqualTo(200);
        assertThat(atOura.get("/v2/usercollection/workout", token).status()).isEqualTo(403);
    }

    @Test
    void aPersonWhoRefusesIsSentBackWithTheState() {
        Client.Got answer =
                atOura.get("/oauth/authorize?" + asked("daily", "state-of-us") + "&person=person-1&decision=refuse");

        assertThat(answer.redirect().first("error")).contains("access_denied");
        assertThat(answer.redirect().first("state")).contains("state-of-us");
        assertThat(answer.redirect().first("code")).isEmpty();
    }

    @Test
    void nothingIsSentToAnAddressOfAnUnknownApplication() {
        String other = asked("daily", "s").replace("client_id=bridge", "client_id=other");

        Client.Got answer = atOura.get("/oauth/authorize?" + other);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("location")).isEmpty();
    }

    @Test
    void whoopWantsAStateOfEightCharactersAndScopesThatExist() {
        assertThat(authorize("read:sleep", "short", "").first("error")).contains("invalid_state");
        assertThat(authorize("read:everything", "long-enough", "").first("error"))
                .contains("invalid_scope");
    }

    @Test
    void aCodeWorksOnceAndItsSecondUseEndsWhatItBrought() {
        oura.oauth().consent().allow("person-1");
        Parameters back =
                atOura.get("/oauth/authorize?" + asked("daily", "state")).redirect();
        String token = access(tokens(atOura, OURA_TOKEN, back));
        assertThat(atOura.get("/v2/usercollection/sleep", token).status()).isEqualTo(200);

        Client.Got second = tokens(atOura, OURA_TOKEN, back);

        assertThat(second.status()).isEqualTo(400);
        assertThat(second.json().path("error").asText()).isEqualTo("invalid_grant");
        assertThat(atOura.get("/v2/usercollection/sleep", token).status()).isEqualTo(401);
    }

    @Test
    void aCodeIsRefusedLateElsewhereOrToSomebodyElse() {
        oura.oauth().consent().allow("person-1");
        String url = "/oauth/authorize?" + asked("daily", "state");
        String code = atOura.get(url).redirect().first("code").orElseThrow();
        Map<String, String> fields = Map.of("grant_type", "authorization_code", "code", code);

        Map<String, String> elsewhere = new HashMap<>(fields);
        elsewhere.put("redirect_uri", "http://localhost/other");
        assertThat(atOura.token(OURA_TOKEN, elsewhere).json().path("error").asText())
                .isEqualTo("invalid_grant");
        Map<String, String> stranger = new HashMap<>(fields);
        stranger.put("client_secret", "wrong");
        assertThat(atOura.token(OURA_TOKEN, stranger).status()).isEqualTo(401);

        Parameters late = atOura.get(url).redirect();
        clock.pass(Duration.ofMinutes(11));
        assertThat(tokens(atOura, OURA_TOKEN, late).json().path("error").asText())
                .isEqualTo("invalid_grant");
    }

    @Test
    void aRefreshTokenWorksOnceHoweverManyTryAtOnce() throws Exception {
        Tokens first = oura.oauth().grants().grant("person-1", Set.of("daily"));
        Map<String, String> refresh =
                Map.of("grant_type", "refresh_token", "refresh_token", String.valueOf(first.refresh()));
        List<Callable<Client.Got>> many = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            many.add(() -> atOura.token(OURA_TOKEN, refresh));
        }

        List<Client.Got> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Client.Got> one : threads.invokeAll(many)) {
                answers.add(one.get());
            }
        }

        assertThat(answers).filteredOn(one -> one.status() == 200).hasSize(1);
        assertThat(answers)
                .filteredOn(one -> one.status() == 400)
                .hasSize(19)
                .allMatch(one -> one.json().path("error").asText().equals("invalid_grant"));
        assertThat(oura.oauth().grants().refreshes("person-1")).isEqualTo(1);
    }

    @Test
    void tokensExpireByTheClockAndTheNewPairWorks() {
        Tokens first = whoop.oauth().grants().grant("person-1", Set.of("offline", "read:sleep"));
        clock.pass(Duration.ofMinutes(59));
        assertThat(atWhoop.get("/developer/v2/activity/sleep", first.access()).status())
                .isEqualTo(200);
        clock.pass(Duration.ofMinutes(1));
        assertThat(atWhoop.get("/developer/v2/activity/sleep", first.access()).status())
                .isEqualTo(401);

        Client.Got refreshed = atWhoop.token(
                WHOOP_TOKEN,
                Map.of(
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        String.valueOf(first.refresh()),
                        "scope",
                        "offline"));

        assertThat(refreshed.json().path("expires_in").asInt()).isEqualTo(3600);
        assertThat(refreshed.json().path("scope").asText()).isEqualTo("offline read:sleep");
        assertThat(refreshed.json().path("refresh_token").asText()).isNotEqualTo(first.refresh());
        assertThat(atWhoop.get("/developer/v2/activity/sleep", access(refreshed))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whoopGivesNoRefreshTokenWithoutTheOfflineScope() {
        whoop.oauth().consent().allow("person-1", Set.of("read:sleep"));

        Client.Got tokens = tokens(atWhoop, WHOOP_TOKEN, authorize("offline read:sleep", "long-enough", ""));

        assertThat(tokens.status()).isEqualTo(200);
        assertThat(tokens.json().has("refresh_token")).isFalse();
    }

    @Test
    void aChallengeIsMetByItsVerifierAlone() {
        whoop.oauth().consent().allow("person-1");
        String pkce = "&code_challenge_method=S256&code_challenge=" + TokenEndpoint.challengeOf(VERIFIER);

        Parameters with = authorize("offline", "long-enough", pkce);
        Map<String, String> right = new HashMap<>(exchange(with));
        right.put("code_verifier", VERIFIER);
        assertThat(atWhoop.token(WHOOP_TOKEN, right).status()).isEqualTo(200);

        Parameters without = authorize("offline", "long-enough", pkce);
        assertThat(tokens(atWhoop, WHOOP_TOKEN, without).json().path("error").asText())
                .isEqualTo("invalid_grant");
    }

    @Test
    void whatIsRevokedNeverWorksAgain() {
        Tokens byApplication = oura.oauth().grants().grant("person-1", Set.of("daily"));
        atOura.form("/oauth/revoke?access_token=" + byApplication.access(), Map.of());
        assertThat(refresh(atOura, OURA_TOKEN, byApplication)).isEqualTo("invalid_grant");
        assertThat(oura.oauth().grants().isConnected("person-1")).isFalse();

        Tokens deleted = whoop.oauth().grants().grant("person-1", Set.of("offline"));
        assertThat(atWhoop.send(
                                "DELETE",
                                "/developer/v2/user/access",
                                "",
                                "Authorization",
                                "Bearer " + deleted.access())
                        .status())
                .isEqualTo(204);
        assertThat(refresh(atWhoop, WHOOP_TOKEN, deleted)).isEqualTo("invalid_grant");

        Tokens byPerson = whoop.oauth().grants().grant("person-2", Set.of("offline", "read:sleep"));
        whoop.oauth().grants().revoke("person-2");
        assertThat(atWhoop.get("/developer/v2/activity/sleep", byPerson.access())
                        .status())
                .isEqualTo(401);
        assertThat(refresh(atWhoop, WHOOP_TOKEN, byPerson)).isEqualTo("invalid_grant");
    }

    @Test
    void aTokenThatHasExpiredRevokesNothing() {
        Tokens expired = oura.oauth().grants().grant("person-1", Set.of("daily"));
        oura.oauth().grants().expireAccess("person-1");

        assertThat(atOura.form("/oauth/revoke?access_token=" + expired.access(), Map.of())
                        .status())
                .isEqualTo(200);

        assertThat(oura.oauth().grants().isConnected("person-1")).isTrue();
    }

    private Parameters authorize(String scopes, String state, String more) {
        return atWhoop.get("/oauth/oauth2/auth?" + asked(scopes, state) + more).redirect();
    }

    private static String refresh(Client client, String path, Tokens tokens) {
        return client.token(
                        path, Map.of("grant_type", "refresh_token", "refresh_token", String.valueOf(tokens.refresh())))
                .json()
                .path("error")
                .asText();
    }

    private static Client.Got tokens(Client client, String path, Parameters back) {
        return client.token(path, exchange(back));
    }

    private static Map<String, String> exchange(Parameters back) {
        return Map.of(
                "grant_type",
                "authorization_code",
                "code",
                back.first("code").orElseThrow(),
                "redirect_uri",
                Client.REDIRECT);
    }

    private static String access(Client.Got tokens) {
        return tokens.json().path("access_token").asText();
    }

    private static String asked(String scopes, String state) {
        return Client.query(fields(scopes, state));
    }

    private static Map<String, String> fields(String scopes, String state) {
        return Map.of(
                "response_type",
                "code",
                "client_id",
                Client.ID,
                "redirect_uri",
                Client.REDIRECT,
                "scope",
                scopes,
                "state",
                state);
    }
}
