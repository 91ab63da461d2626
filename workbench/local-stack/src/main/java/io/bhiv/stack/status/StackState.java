package io.bhiv.stack.status;

import io.bhiv.stack.supervise.ProcessIdentity;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A stack as {@code status --json} shows it.
 *
 * @param state {@code starting}, {@code ready}, {@code degraded} (something is not ready), {@code stopping} or {@code stopped}
 * @param since ISO-8601 instant of the start, empty where nothing runs
 * @param stack the process that supervises; Kafka and the simulators live in it
 * @param notStarted simulators and services that this stack does without, with the reason
 * @param developmentSecrets the visibly fake secrets in use; those from the environment are never shown
 */
public record StackState(
        String state,
        String since,
        boolean external,
        Optional<ProcessIdentity> stack,
        String dataFolder,
        String logFolder,
        List<Endpoint> endpoints,
        Map<String, String> notStarted,
        Map<String, String> developmentSecrets) {

    public StackState {
        endpoints = List.copyOf(endpoints);
    }

    public Optional<Endpoint> endpoint(String name) {
        return endpoints.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    public List<Endpoint> services() {
        return endpoints.stream().filter(one -> one.kind().equals("service")).toList();
    }

    public StackState with(String newState, List<Endpoint> newEndpoints) {
        return new StackState(
                newState, since, external, stack, dataFolder, logFolder, newEndpoints, notStarted, developmentSecrets);
    }
}
