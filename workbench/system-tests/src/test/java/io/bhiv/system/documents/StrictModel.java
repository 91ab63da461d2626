package io.bhiv.system.documents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an API server would refuse with strict validation: a field that the model does not have, or a value of another type. The
 * custom resources have no model here; of those the fields of {@code spec} are known by name.
 */
final class StrictModel {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, Class<?>> MODEL = Map.of(
            "Deployment", Deployment.class,
            "Service", Service.class,
            "ConfigMap", ConfigMap.class,
            "Job", Job.class,
            "PodDisruptionBudget", PodDisruptionBudget.class,
            "NetworkPolicy", NetworkPolicy.class,
            "HTTPRoute", HTTPRoute.class);

    private static final Map<String, Set<String>> CUSTOM = Map.ofEntries(
            Map.entry("Kafka", Set.of("kafka", "entityOperator", "kafkaExporter", "cruiseControl")),
            Map.entry("KafkaNodePool", Set.of("replicas", "roles", "storage", "resources", "template", "jvmOptions")),
            Map.entry("KafkaTopic", Set.of("topicName", "partitions", "replicas", "config")),
            Map.entry(
                    "Cluster",
                    Set.of(
                            "instances",
                            "imageName",
                            "storage",
                            "walStorage",
                            "postgresql",
                            "resources",
                            "managed",
                            "backup",
                            "plugins",
                            "bootstrap",
                            "externalClusters",
                            "affinity",
                            "enablePDB")),
            Map.entry("ObjectStore", Set.of("configuration", "retentionPolicy", "instanceSidecarConfiguration")),
            Map.entry(
                    "ScheduledBackup",
                    Set.of(
                            "cluster",
                            "schedule",
                            "immediate",
                            "suspend",
                            "method",
                            "pluginConfiguration",
                            "target",
                            "backupOwnerReference")),
            Map.entry("Database", Set.of("name", "owner", "cluster", "ensure", "databaseReclaimPolicy")),
            Map.entry(
                    "ScaledObject",
                    Set.of(
                            "scaleTargetRef",
                            "minReplicaCount",
                            "maxReplicaCount",
                            "cooldownPeriod",
                            "pollingInterval",
                            "advanced",
                            "triggers",
                            "fallback")),
            Map.entry("ServiceMonitor", Set.of("selector", "endpoints", "namespaceSelector", "jobLabel")),
            Map.entry("PrometheusRule", Set.of("groups")),
            Map.entry("PodMonitor", Set.of("selector", "podMetricsEndpoints", "namespaceSelector", "jobLabel")));

    private StrictModel() {}

    /** What is wrong with an object, each with its place; empty where all is well. */
    static List<String> violations(JsonNode object) {
        String kind = object.path("kind").asText();
        Class<?> type = MODEL.get(kind);
        List<String> found = new ArrayList<>();
        if (type != null) {
            try {
                walk(JSON.treeToValue(object, type), kind, found);
            } catch (JsonProcessingException wrong) {
                found.add(kind + ": " + wrong.getOriginalMessage());
            }
        } else {
            Set<String> known = CUSTOM.getOrDefault(kind, Set.of());
            object.path("spec").fieldNames().forEachRemaining(field -> {
                if (!known.contains(field)) {
                    found.add(kind + ".spec." + field);
                }
            });
        }
        return found;
    }

    private static void walk(@Nullable Object value, String place, List<String> found) {
        switch (value) {
            case null -> {}
            case Collection<?> many -> many.forEach(one -> walk(one, place + "[]", found));
            case Map<?, ?> map -> map.values().forEach(one -> walk(one, place + "{}", found));
            case Object bean
            when bean.getClass().getName().startsWith("io.fabric8.")
                    && !bean.getClass().isEnum() -> members(bean, place, found);
            default -> {}
        }
    }

    private static void members(Object bean, String place, List<String> found) {
        for (Method getter : bean.getClass().getMethods()) {
            if (!getter.getName().startsWith("get")
                    || getter.getParameterCount() > 0
                    || getter.getName().equals("getClass")) {
                continue;
            }
            String name = getter.getName().substring("get".length());
            Object member = get(bean, getter);
            if (name.equals("AdditionalProperties") && member instanceof Map<?, ?> unknown) {
                unknown.keySet().forEach(field -> found.add(place + "." + field));
            } else {
                walk(member, place + "." + name, found);
            }
        }
    }

    private static @Nullable Object get(Object bean, Method getter) {
        try {
            return getter.invoke(bean);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(getter + " cannot be called", e);
        }
    }
}
