package io.bhiv.stack.simulator.wearable;

import io.bhiv.simulator.control.ProviderSimulator;
import io.bhiv.simulator.control.Setup;
import io.bhiv.simulator.oauth.OAuthClient;
import io.bhiv.stack.layout.StackFolders;
import io.bhiv.stack.simulator.Simulator;
import io.bhiv.stack.simulator.SimulatorLog;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.layout.Secrets;
import io.bhiv.stage.layout.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Oura or WHOOP as a part of the stack. The secret of its application is the one that signs the webhooks. An application of the
 * environment ({@code OURA_CLIENT_ID}) is one of the real provider, and replaces it.
 */
public final class WearableSimulator implements Simulator {

    private static final String CLIENT = "local-stack";
    private static final String PUBLIC_URL = "BRIDGE_PUBLIC_URL";
    private static final String KEY_FILE = "BRIDGE_CONNECT_KEY_FILE";
    private static final int KEY_BYTES = 32;

    private final Wearable wearable;
    private final Settings settings;
    /** Seals the tokens of this stack's data, and is deleted with it. */
    private final Path keyFile = StackFolders.ofThisProcess().data("connect.key");

    private @Nullable ProviderSimulator running;

    public WearableSimulator(Wearable wearable, Settings settings) {
        this.wearable = wearable;
        this.settings = settings;
    }

    @Override
    public String name() {
        return wearable.label();
    }

    @Override
    public int usualPort() {
        return wearable.usualPort();
    }

    @Override
    public String addressVariable() {
        return variable("API_URL");
    }

    @Override
    public String address(int port) {
        return base(port) + wearable.apiPath();
    }

    @Override
    public Map<String, String> environment(int port) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put(addressVariable(), address(port));
        variables.put(variable("AUTHORIZE_URL"), base(port) + wearable.authorizePath());
        variables.put(variable("TOKEN_URL"), base(port) + wearable.tokenPath());
        OAuthClient client = client();
        variables.put(clientVariable(), client.id());
        variables.put(wearable.name() + "_CLIENT_SECRET", client.secret());
        variables.put(
                PUBLIC_URL, settings.value(PUBLIC_URL).orElse("http://localhost:" + settings.port(Place.BIOMETRIC)));
        variables.put(KEY_FILE, settings.value(KEY_FILE).orElse(keyFile.toString()));
        return variables;
    }

    @Override
    public List<String> replacedBy() {
        return List.of(addressVariable(), clientVariable());
    }

    @Override
    public void start(int port, SimulatorLog log) throws IOException {
        makeKey();
        Setup setup = new Setup(client(), Clock.systemUTC(), log::line, List.of());
        ProviderSimulator started = wearable.start(port, setup);
        if (wearable == Wearable.WHOOP) {
            // Oura is told by its subscriptions.
            started.notify(
                    List.of(URI.create("http://localhost:" + settings.port(Place.BIOMETRIC) + "/webhook/whoop")));
        }
        running = started;
    }

    @Override
    public void stop() {
        if (running != null) {
            running.close();
        }
    }

    private void makeKey() throws IOException {
        if (!Files.exists(keyFile)) {
            byte[] key = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(key);
            Files.createDirectories(keyFile.getParent());
            Files.writeString(keyFile, Base64.getEncoder().encodeToString(key));
        }
    }

    private OAuthClient client() {
        String webhookSecrets = Secrets.from(settings).value(wearable.name() + "_WEBHOOK_SECRET");
        return new OAuthClient(
                CLIENT,
                settings.value(wearable.name() + "_CLIENT_SECRET").orElse(webhookSecrets.split(",")[0].strip()),
                Set.of());
    }

    private String clientVariable() {
        return wearable.name() + "_CLIENT_ID";
    }

    private String variable(String key) {
        return "BRIDGE_BIOMETRIC_CONNECT_" + wearable.name() + "_" + key;
    }

    private static String base(int port) {
        return "http://localhost:" + port;
    }
}
