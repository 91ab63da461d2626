package io.bhiv.automation.engine.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.automation.TargetServer;
import io.bhiv.automation.TargetServer.Reply;
import io.bhiv.automation.TargetServer.Request;
import io.bhiv.automation.engine.action.Action.Outcome;
import io.bhiv.automation.engine.job.ActionSpec;
import io.bhiv.automation.engine.job.Policies.Fault;
import io.bhiv.automation.engine.plan.RunKey;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each action sends, and what it makes of the answer. */
class ActionsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "idempotency-key-1";

    private final TargetServer target = new TargetServer();
    private final Map<String, String> environment =
            new HashMap<>(Map.of("TOKEN", "hunter2-secret", "CORE_BRIDGE_URL", target.url()));
    private final List<String> published = new ArrayList<>();

    @AfterEach
    void stop() {
        target.close();
    }

    @Test
    void anUpdateGoesToTheCoreBridgeWithOneSessionForAllAttempts() {
        String update = "{'data':{'module':'education','data':{'grade':'A'}}}";
        assertThat(perform("send_core_update", update)).isInstanceOf(Outcome.Done.class);
        assertThat(perform("send_core_update", update)).isInstanceOf(Outcome.Done.class);
        assertThat(target.requests())
                .extracting(Request::method, Request::path)
                .containsOnly(tuple("POST", "/core/update"));
        assertThat(target.requests())
                .extracting(Request::body)
                .hasSize(2)
                .containsOnly(target.requests().getFirst().body());
        assertThat(json(target.requests().getFirst().body()).path("session_id").asText())
                .hasSize(36);
        assertThat(target.requests().getFirst().headers()).containsEntry("idempotency-key", KEY);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            get_bucket_status   | {}                                         | GET  | /bucket/status                      |
            send_to_core        | {'payload':{'a':1}}                        | POST | /connectors/core/send               | {'a':1}
            save_to_bucket      | {'payload':{'a':1},'filename':'x.json'}    | POST | /connectors/bucket/save             | {'filename':'x.json','payload':{'a':1}}
            replay_failed_sends | {}                                         | POST | /connectors/core/replay?dryRun=false | {}
            replay_failed_sends | {'dryRun':true}                            | POST | /connectors/core/replay?dryRun=true  | {}
            """)
    void callsToTheCoreBridgeFollowItsContract(
            String type, String settings, String method, String path, @Nullable String body) {
        target.answers(request -> new Reply(200, "{\"said\":\"yes\"}"));
        assertThat(perform(type, settings))
                .isEqualTo(new Outcome.Done(JSON.createObjectNode().put("said", "yes")));
        Request request = target.requests().getFirst();
        assertThat(request.method()).isEqualTo(method);
        assertThat(request.path()).isEqualTo(path);
        if (body != null) {
            assertThat(json(request.body())).isEqualTo(json(body));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, succeeded",
        "204, succeeded",
        "301, REJECTED",
        "404, REJECTED",
        "429, THROTTLED",
        "500, SERVER_ERROR"
    })
    void anHttpCallIsGoodWhenItsStatusIs(int status, String expected) {
        target.answers(request -> new Reply(status, ""));
        assertThat(name(http("{'url':'%s/x'}"))).isEqualTo(expected);
    }

    @Test
    void anHttpCallSendsMethodHeadersAndBodyWithSecretsResolved() {
        String call =
                "{'method':'PUT','url':'%s/x?token=${env:TOKEN}','headers':{'Authorization':'env:TOKEN','X-A':'b'},"
                        + "'body':{'list':['${env:TOKEN}',1]}}";
        assertThat(http(call)).isInstanceOf(Outcome.Done.class);
        Request request = target.requests().getFirst();
        assertThat(request.method()).isEqualTo("PUT");
        assertThat(request.path()).isEqualTo("/x?token=hunter2-secret");
        assertThat(request.headers())
                .containsEntry("authorization", "hunter2-secret")
                .containsEntry("x-a", "b")
                .containsEntry("content-type", "application/json");
        assertThat(json(request.body())).isEqualTo(json("{'list':['hunter2-secret',1]}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'status':[503]}                                              | succeeded
            {'status':[200]}                                              | SERVER_ERROR
            {'status':[503],'json':[{'pointer':'/a/0','equals':'b'}]}     | succeeded
            {'status':[503],'json':[{'pointer':'/a/1','equals':'b'}]}     | ASSERTION
            {'status':[503],'json':[{'pointer':'/n','equals':1}]}         | succeeded
            {'status':[503],'json':[{'pointer':'/n','equals':'1'}]}       | ASSERTION
            """)
    void anHttpCallIsGoodWhenTheAnswerIsWhatIsExpected(String expect, String expected) {
        target.answers(request -> new Reply(503, "{\"a\":[\"b\"],\"n\":1}"));
        assertThat(name(http("{'url':'%s','expect':" + expect + "}"))).isEqualTo(expected);
    }

    @Test
    void aVeryLongAnswerIsCut() {
        target.answers(request -> new Reply(200, "x".repeat(200_000)));
        assertThat(http("{'url':'%s'}"))
                .isInstanceOfSatisfying(
                        Outcome.Done.class,
                        done -> assertThat(done.details().asText()).hasSize(HttpCaller.LONGEST_ANSWER));
    }

    @Test
    void nothingIsFoundInAnAnswerThatWasCut() {
        String expect = "{'url':'%s','expect':{'json':[{'pointer':'/n','equals':1}]}}";
        target.answers(request -> new Reply(200, "{\"n\":1,\"x\":\"" + "x".repeat(70_000) + "\"}"));
        assertThat(http(expect))
                .isEqualTo(
                        Outcome.failed(Fault.ASSERTION, "the answer is larger than 64 KiB, so nothing is found in it"));
        String json = "{\"n\":1,\"x\":\"\"}";
        String whole = json.replace("\"\"", "\"" + "x".repeat(HttpCaller.LONGEST_ANSWER - json.length()) + "\"");
        target.answers(request -> new Reply(200, whole));
        assertThat(http(expect)).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void aRefusedConnectionIsAFaultOfTheConnectionAndAMissingSecretOneOfTheSetUp() {
        environment.put("CORE_BRIDGE_URL", "http://localhost:1");
        assertThat(name(perform("get_bucket_status", "{}"))).isEqualTo("CONNECTION");
        assertThat(perform("send_to_core", "{'payload':{'a':'${file:/none/such}'}}"))
                .isEqualTo(Outcome.failed(Fault.SETUP, "the secret file:/none/such is not there"));
    }

    @Test
    void healthIsThatOfAllServicesAndTheReportNamesTheOneThatIsNot() {
        environment.put("BUCKET_URL", target.url() + "/bucket/");
        environment.put("BIOMETRIC_URL", target.url() + "/biometric");
        assertThat(perform("check_health", "{}"))
                .isInstanceOfSatisfying(
                        Outcome.Done.class,
                        done -> assertThat(done.details().toString())
                                .isEqualTo(
                                        "{\"biometric-bridge\":\"ready\",\"bucket\":\"ready\",\"core-bridge\":\"ready\"}"));
        assertThat(target.requests())
                .extracting(Request::path)
                .containsExactlyInAnyOrder("/q/health/ready", "/bucket/q/health/ready", "/biometric/q/health/ready");

        target.answers(request -> new Reply(request.path().startsWith("/bucket") ? 503 : 200, "{}"));
        assertThat(perform("check_health", "{}"))
                .isEqualTo(Outcome.failed(Fault.SERVER_ERROR, "not ready: bucket (answered 503)"));
        assertThat(perform("check_health", "{'services':['core-bridge']}")).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void aSecretMayBeAFile(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "from a file\n");
        http("{'url':'%s','headers':{'Authorization':'Bearer ${file:" + secret + "}','X-Key':'file:" + secret + "'}}");
        assertThat(target.requests().getFirst().headers())
                .containsEntry("authorization", "Bearer from a file")
                .containsEntry("x-key", "from a file");
    }

    @Test
    void aRecordIsWrittenWithItsIdempotencyKey() {
        String record = "{'topic':'t','key':'k','value':{'token':'${env:TOKEN}'},'headers':{'kind':'x'}}";
        assertThat(perform("publish_kafka", record)).isEqualTo(Outcome.done());
        assertThat(published).containsExactly("t k {\"token\":\"hunter2-secret\"} {ce_id=idempotency-key-1, kind=x}");
    }

    @Test
    @FixedFault(
            area = Area.DEADLINES,
            fault = "Fifteen timed-out attempts of a job held fifteen open connections",
            now = "A call that is given up closes its connection")
    void aCallThatIsGivenUpClosesItsConnection() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 15; i++) {
                UniAssertSubscriber<HttpCaller.Answer> call = HttpCaller.open(Clock.systemUTC(), Duration.ofMinutes(1))
                        .call(new HttpCaller.Call(
                                "GET", URI.create("http://127.0.0.1:" + silent.getLocalPort()), Map.of(), null))
                        .subscribe()
                        .withSubscriber(UniAssertSubscriber.create());
                try (Socket connection = silent.accept()) {
                    connection.setSoTimeout(10_000);
                    InputStream request = connection.getInputStream();
                    assertThat(request.read()).isEqualTo('G');
                    call.cancel();
                    assertThat(request.readAllBytes()).as("read up to the end").isNotEmpty();
                }
            }
        }
    }

    @Test
    void aCallWhoseAnswerStallsAfterItsHeadersEnds() throws IOException {
        try (ServerSocket stalling = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Outcome> outcome = HttpCaller.open(Clock.systemUTC(), Duration.ofSeconds(1))
                    .outcome(HttpCaller.Call.get(URI.create("http://127.0.0.1:" + stalling.getLocalPort())))
                    .subscribeAsCompletionStage();
            try (Socket connection = stalling.accept()) {
                connection
                        .getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(outcome)
                        .succeedsWithin(Duration.ofSeconds(20))
                        .isEqualTo(Outcome.failed(Fault.TIMEOUT, "no answer in time"));
            }
        }
    }

    @Test
    @FixedFault(
            area = Area.KEYS,
            fault = "Built-in actions sent no API key and got 401 outside the local stack",
            now = "BRIDGE_API_KEY_FILE names the key for our own services")
    void ourOwnServicesAreSentTheApiKeyOfTheFileAndOthersAreNot(@TempDir Path folder) throws IOException {
        Path key = Files.writeString(folder.resolve("key"), "our-api-key\n");
        environment.put("BRIDGE_API_KEY_FILE", key.toString());
        environment.put("BUCKET_URL", target.url());
        environment.put("BIOMETRIC_URL", target.url());
        perform("get_bucket_status", "{}");
        perform("send_core_update", "{'data':{'module':'education','data':{}}}");
        perform("send_to_core", "{'payload':{}}");
        perform("save_to_bucket", "{'payload':{},'filename':'x.json'}");
        perform("replay_failed_sends", "{}");
        perform("check_health", "{}");
        assertThat(target.requests())
                .hasSize(8)
                .allSatisfy(request -> assertThat(request.headers()).containsEntry("x-api-key", "our-api-key"));
        target.forget();
        http("{'url':'%s/x'}");
        assertThat(target.requests().getFirst().headers()).doesNotContainKey("x-api-key");

        Files.writeString(key, "another-key");
        perform("get_bucket_status", "{}");
        assertThat(target.requests().getLast().headers()).containsEntry("x-api-key", "another-key");
        Files.delete(key);
        assertThat(perform("get_bucket_status", "{}"))
                .isEqualTo(Outcome.failed(Fault.SETUP, "the secret file:" + key + " is not there"));
    }

    @Test
    @FixedFault(
            area = Area.HTTP,
            fault = "Overlapping masks left part of a secret in a report",
            now = "The longest secret is masked first")
    void aSecretThatBeginsAnotherOneLeavesNothingOfIt() {
        Secrets secrets = new Secrets(Map.of("SHORT", "admin", "LONG", "admin123")::get);
        assertThat(secrets.resolve("${env:SHORT} ${env:LONG}")).isEqualTo("admin admin123");
        assertThat(secrets.mask("admin123 and admin")).isEqualTo("*** and ***");
    }

    private Outcome http(String settings) {
        return perform("http", settings.replace("%s", target.url()));
    }

    private Outcome perform(String type, String settings) {
        ActionContext.Clients clients = new ActionContext.Clients(
                ServiceAddresses.of(environment::get),
                HttpCaller.open(Clock.systemUTC(), Duration.ofSeconds(5)),
                (topic, key, value, headers) -> {
                    published.add(topic + " " + key + " " + new String(value, StandardCharsets.UTF_8) + " "
                            + new TreeMap<>(headers));
                    return Uni.createFrom().voidItem();
                },
                new Secrets(environment::get));
        ActionContext context = new ActionContext(clients, new RunKey("job", Instant.EPOCH), KEY);
        Action action = Actions.SHIPPED.find(type).orElseThrow();
        return Uni.createFrom()
                .deferred(() -> action.perform(new ActionSpec(type, json(settings)), context))
                .onFailure()
                .recoverWithItem(HttpCaller::failure)
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    private static String name(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done done -> "succeeded";
            case Outcome.Failed failed -> failed.fault().name();
        };
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException(broken);
        }
    }
}
