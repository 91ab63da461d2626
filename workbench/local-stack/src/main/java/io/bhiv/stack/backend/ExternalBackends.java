package io.bhiv.stack.backend;

import io.bhiv.stack.layout.StackLayout;
import io.bhiv.stack.ports.WantedPort;
import io.bhiv.stage.layout.BackendAddresses;
import io.bhiv.stage.layout.BadSetting;
import io.bhiv.stage.layout.Place;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;

/** External backends: only PostgreSQL is checked, because nothing works without it. */
final class ExternalBackends implements Backends {

    private static final int CONNECT_MILLIS = 3000;

    private final BackendAddresses addresses;

    ExternalBackends(StackLayout layout) {
        this.addresses = layout.backends();
    }

    @Override
    public List<WantedPort> ports() {
        return List.of();
    }

    @Override
    public void start() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(addresses.postgresHost(), addresses.postgresPort()), CONNECT_MILLIS);
        } catch (IOException e) {
            throw new BadSetting(
                    "PostgreSQL does not answer at %s:%d; set BRIDGE_PG_HOST and BRIDGE_PG_PORT."
                            .formatted(addresses.postgresHost(), addresses.postgresPort()),
                    e);
        }
    }

    @Override
    public void stop() {}

    @Override
    public List<String> revive() {
        return List.of();
    }

    @Override
    public List<Backend> describe() {
        return List.of(
                backend(Place.POSTGRES, addresses.postgresHost() + ":" + addresses.postgresPort()),
                backend(Place.KAFKA, addresses.kafkaServers()),
                backend(Place.REDIS, addresses.redisHost() + ":" + addresses.redisPort()));
    }

    private static Backend backend(Place place, String address) {
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        return new Backend(place.label(), address, port, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
