package io.bhiv.stack.simulator.wearable;

import io.bhiv.simulator.control.ProviderSimulator;
import io.bhiv.simulator.control.Setup;
import io.bhiv.simulator.oura.OuraSimulator;
import io.bhiv.simulator.whoop.WhoopSimulator;
import java.util.Locale;

/** A provider that is simulated; paths are those of the provider itself. */
public enum Wearable {
    OURA(9110, "/oauth/authorize", "/oauth/token", ""),
    WHOOP(9120, "/oauth/oauth2/auth", "/oauth/oauth2/token", "/developer");

    private final int usualPort;
    private final String authorizePath;
    private final String tokenPath;
    private final String apiPath;

    Wearable(int usualPort, String authorizePath, String tokenPath, String apiPath) {
        this.usualPort = usualPort;
        this.authorizePath = authorizePath;
        this.tokenPath = tokenPath;
        this.apiPath = apiPath;
    }

    /** The name people see and type. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    int usualPort() {
        return usualPort;
    }

    String authorizePath() {
        return authorizePath;
    }

    String tokenPath() {
        return tokenPath;
    }

    String apiPath() {
        return apiPath;
    }

    ProviderSimulator start(int port, Setup setup) {
        return switch (this) {
            case OURA -> OuraSimulator.start(port, setup);
            case WHOOP -> WhoopSimulator.start(port, setup);
        };
    }
}
