package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpecBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The Leases of one installation in one namespace: one that is named as the installation is, with {@value #SHARDS} in its annotations, and one of each
 * replica, with the label {@value #MEMBER_OF}. Requests are not repeated here and end soon, since who waits for one cannot renew meanwhile.
 */
public final class ApiLeases implements MemberLeases {
    /** Annotation: {@link ShardMap#text}. */
    public static final String SHARDS = "sluice.dev/shards";

    /** Label: the name of the installation. */
    public static final String MEMBER_OF = "sluice.dev/member-of";

    private static final String HOLDER = "all replicas, see the annotation " + SHARDS;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final Set<Integer> CHANGED = Set.of(NOT_FOUND, CONFLICT);
    private static final int LONGEST_WAIT_MS = 5_000;

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final Duration duration;

    /**
     * Those of an installation.
     *
     * @param name the installation's
     * @param duration how long a replica that is not heard of is waited for
     */
    public ApiLeases(KubernetesClient client, String namespace, String name, Duration duration) {
        this.client = client.newClient(new RequestConfigBuilder()
                        .withRequestTimeout(Math.min(LONGEST_WAIT_MS, (int)
                                duration.multipliedBy(2).dividedBy(5).toMillis()))
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .adapt(KubernetesClient.class);
        this.namespace = namespace;
        this.name = name;
        this.duration = duration;
    }

    /** Tells a replica of all Leases, from the first list on; {@code news} is called when there is something to do. To be started and closed. */
    public SharedIndexInformer<Lease> watch(Membership membership, Runnable news) {
        SharedIndexInformer<Lease> informer = client.leases()
                .inNamespace(namespace)
                .withLabel(MEMBER_OF, name)
                .runnableInformer(0);
        informer.addEventHandler(new Heard<>(
                lease -> {
                    if (lease.getMetadata().getName().equals(name)) {
                        membership.sawMap(version(lease));
                        news.run();
                    } else {
                        membership.saw(lease.getMetadata().getName(), known(lease));
                    }
                },
                lease -> {
                    if (lease.getMetadata().getName().equals(name)) {
                        membership.sawMap("");
                    } else {
                        membership.sawGone(lease.getMetadata().getName());
                    }
                },
                news));
        return informer;
    }

    /** Of no type of its own: a native binary would hold whatever that leads to. */
    private record Heard<T>(Consumer<T> there, Consumer<T> gone, Runnable news) implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T added) {
            there.accept(added);
            news.run();
        }

        @Override
        public void onUpdate(T before, T after) {
            there.accept(after);
        }

        @Override
        public void onDelete(T deleted, boolean unknown) {
            gone.accept(deleted);
            news.run();
        }
    }

    @Override
    public String join(String member) {
        return version(
                client.resource(lease(member).withSpec(renewed(member)).build()).create());
    }

    @Override
    public Optional<String> renew(String member, String version) {
        return patch(lease(member)
                        .withSpec(renewed(member))
                        .editMetadata()
                        .withResourceVersion(version)
                        .endMetadata()
                        .build())
                .map(ApiLeases::version);
    }

    @Override
    public Optional<Known> look(String member) {
        return Optional.ofNullable(at(member).get()).map(ApiLeases::known);
    }

    private static Known known(Lease lease) {
        Integer seconds = lease.getSpec() == null ? null : lease.getSpec().getLeaseDurationSeconds();
        return new Known(version(lease), Duration.ofSeconds(seconds == null ? 0 : seconds));
    }

    @Override
    public boolean expel(String member, String version) {
        try {
            at(member).lockResourceVersion(version).delete();
            return true;
        } catch (KubernetesClientException e) {
            if (!CHANGED.contains(e.getCode())) {
                throw e;
            }
            return e.getCode() == NOT_FOUND;
        }
    }

    /** @throws IllegalStateException as long as a build acts that knows nothing of shards */
    @Override
    public Held read() {
        Lease lease = at(name).get();
        if (lease != null && ledByOne(lease)) {
            throw new IllegalStateException("an older build acts as "
                    + lease.getSpec().getHolderIdentity() + "; replicas of this one wait until it is gone");
        }
        return lease == null ? new Held(ShardMap.EMPTY, "") : held(lease);
    }

    @Override
    public Optional<Held> write(ShardMap map, String version) {
        LeaseBuilder wanted = lease(name)
                .withSpec(held())
                .editMetadata()
                .addToAnnotations(SHARDS, map.text())
                .endMetadata();
        if (version.isEmpty()) {
            return unlessChanged(() -> client.resource(wanted.build()).create()).map(ApiLeases::held);
        }
        return patch(wanted.editMetadata()
                        .withResourceVersion(version)
                        .endMetadata()
                        .build())
                .map(ApiLeases::held);
    }

    /** Who owns what, as the Lease says that is named as the installation is. */
    public static ShardMap shards(Lease lease) {
        Map<String, String> annotations = lease.getMetadata().getAnnotations();
        return ShardMap.parse(annotations == null ? "" : annotations.getOrDefault(SHARDS, ""));
    }

    /** Builds before this one elected a leader by this Lease: to them it is taken, for as long as it is there. */
    private static LeaseSpec held() {
        return new LeaseSpecBuilder()
                .withHolderIdentity(HOLDER)
                .withLeaseDurationSeconds(Integer.MAX_VALUE)
                .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                .build();
    }

    private static boolean ledByOne(Lease lease) {
        LeaseSpec spec = lease.getSpec();
        return spec != null
                && spec.getHolderIdentity() != null
                && !spec.getHolderIdentity().isBlank()
                && !spec.getHolderIdentity().equals(HOLDER)
                && spec.getRenewTime() != null
                && spec.getLeaseDurationSeconds() != null
                && ZonedDateTime.now(ZoneOffset.UTC)
                        .isBefore(spec.getRenewTime().plusSeconds(spec.getLeaseDurationSeconds()));
    }

    private static Held held(Lease lease) {
        return new Held(shards(lease), version(lease));
    }

    private static String version(Lease lease) {
        return lease.getMetadata().getResourceVersion();
    }

    private Resource<Lease> at(String lease) {
        return client.leases().inNamespace(namespace).withName(lease);
    }

    private LeaseBuilder lease(String called) {
        return new LeaseBuilder()
                .withNewMetadata()
                .withName(called)
                .withNamespace(namespace)
                .addToLabels("app.kubernetes.io/name", "sluice")
                .addToLabels(MEMBER_OF, name)
                .endMetadata();
    }

    private LeaseSpec renewed(String member) {
        return new LeaseSpecBuilder()
                .withHolderIdentity(member)
                .withLeaseDurationSeconds((int) Math.ceilDiv(duration.toMillis(), 1_000))
                .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                .build();
    }

    /** A patch, since an update makes a Lease anew that has been deleted. */
    private Optional<Lease> patch(Lease wanted) {
        return unlessChanged(() ->
                client.resource(wanted).patch(PatchContext.of(PatchType.JSON_MERGE), Serialization.asJson(wanted)));
    }

    /** Empty where somebody was faster. */
    private static <T> Optional<T> unlessChanged(Supplier<T> request) {
        try {
            return Optional.of(request.get());
        } catch (KubernetesClientException e) {
            if (CHANGED.contains(e.getCode())) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
