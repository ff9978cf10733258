package dev.sluice.kubernetes;

import dev.sluice.api.ProbeHeaderSpec;
import dev.sluice.api.ProbeSpec;
import dev.sluice.api.SecretKeySpec;
import dev.sluice.api.UntrustedInput;
import dev.sluice.rollout.SecretHeaders;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Values of probe headers that stand in Secrets. Nobody who asks ever waits: what is known is answered at once, and read anew on the side, each
 * Secret at most every half minute, a broken one every ten seconds. Nothing is read that no policy names. Values stay in memory alone.
 */
@ApplicationScoped
public class ProbeSecrets {
    static final Duration FRESH = Duration.ofSeconds(30);
    static final Duration RETRY = Duration.ofSeconds(10);
    static final int MOST_OF_A_NAMESPACE = 64;
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final int AT_ONCE = 16;
    private static final int AT_ONCE_OF_A_NAMESPACE = 2;
    private static final int FORBIDDEN = 403;
    private static final Logger LOG = Logger.getLogger(ProbeSecrets.class);

    private final ApiReader objects;
    private final InstantSource clock;
    private final Semaphore reads = new Semaphore(AT_ONCE);
    private final Map<String, Shelf> shelves = new ConcurrentHashMap<>();
    private volatile Instant swept;
    private volatile Runnable news = () -> {};

    ProbeSecrets(KubernetesClient client, InstantSource clock) {
        this.objects = new ApiReader(client);
        this.clock = clock;
        this.swept = clock.instant();
    }

    /** From now on this is run, by any thread, when a Secret has been read for the first time or says something else than before. */
    public void onNews(Runnable heard) {
        news = heard;
    }

    /**
     * The headers that a probe has to bring from Secrets, for requests to these hosts. Never waits.
     *
     * @param namespace the policy's, and the Secrets'
     * @param hosts the hosts that are asked for
     */
    public SecretHeaders look(String namespace, ProbeSpec probe, List<String> hosts) {
        Instant now = clock.instant();
        sweep(now);
        if (probe.headersFrom().isEmpty()) {
            return SecretHeaders.NONE;
        }
        Shelf shelf = shelves.computeIfAbsent(namespace, _ -> new Shelf());
        Map<String, String> values = new HashMap<>();
        Optional<SecretHeaders> unseen = Optional.empty();
        for (ProbeHeaderSpec header : probe.headersFrom()) {
            SecretKeySpec wanted = header.valueFrom().secretKeyRef();
            Optional<Kept> kept = shelf.kept(wanted, now);
            if (kept.isEmpty()) {
                return new SecretHeaders.Withheld("policies of namespace " + namespace + " name more than "
                        + MOST_OF_A_NAMESPACE + " values of Secrets for headers of probes; let some share theirs");
            }
            refresh(namespace, shelf, wanted, kept.get(), now);
            switch (kept.get().answer) {
                case Answered.Nothing nothing -> unseen = Optional.of(new SecretHeaders.Unseen(nothing.why()));
                case Answered.Refused refused -> {
                    return new SecretHeaders.Withheld(refused.why());
                }
                case Answered.Lent lent -> {
                    Optional<String> problem = lent.secret().problem(header, hosts);
                    if (problem.isPresent()) {
                        return new SecretHeaders.Withheld(problem.get());
                    }
                    lent.secret().value().ifPresent(value -> values.put(header.name(), value));
                }
            }
        }
        return unseen.orElseGet(() -> new SecretHeaders.Known(values));
    }

    /**
     * What keeps a value from being sent, looked at once by somebody who may read the Secret themselves; empty when nothing does.
     *
     * @param hosts the hosts that probes ask for
     * @throws KubernetesClientException when the API server does not tell, or refuses
     */
    public static Optional<String> problem(
            KubernetesClient client, String namespace, ProbeHeaderSpec header, List<String> hosts) {
        SecretKeySpec wanted = header.valueFrom().secretKeyRef();
        return new ApiReader(client)
                .get(
                        ApiKind.SECRETS,
                        namespace,
                        wanted.name(),
                        secret -> LentSecret.of(secret, namespace, wanted).problem(header, hosts))
                .orElseGet(() -> Optional.of(missing(namespace, wanted)));
    }

    private static String missing(String namespace, SecretKeySpec wanted) {
        return "Secret " + namespace + "/" + wanted.name() + " does not exist; create it with the key " + wanted.key()
                + ": kubectl -n " + namespace + " create secret generic " + wanted.name() + " --from-literal="
                + wanted.key() + "=VALUE";
    }

    /** What the last reading has brought. */
    private sealed interface Answered {
        /** Nothing yet; it is asked again. */
        record Nothing(String why) implements Answered {}

        /** It is not there, or not for Sluice. */
        record Refused(String why) implements Answered {}

        /** A value. */
        record Lent(LentSecret secret) implements Answered {}
    }

    private static final class Kept {
        private final AtomicBoolean reading = new AtomicBoolean();
        private volatile Answered answer;
        private volatile Instant next;
        private volatile Instant asked;

        private Kept(String why, Instant now) {
            this.answer = new Answered.Nothing(why);
            this.next = now;
            this.asked = now;
        }
    }

    /** What one namespace has; it delays no other. */
    private static final class Shelf {
        private final Map<SecretKeySpec, Kept> all = new HashMap<>();
        private final Semaphore reads = new Semaphore(AT_ONCE_OF_A_NAMESPACE);

        private synchronized Optional<Kept> kept(SecretKeySpec wanted, Instant now) {
            Kept known = all.get(wanted);
            if (known == null && all.size() < MOST_OF_A_NAMESPACE) {
                known = new Kept("Secret " + wanted.name() + " has not been read yet", now);
                all.put(wanted, known);
            }
            if (known != null) {
                known.asked = now;
            }
            return Optional.ofNullable(known);
        }

        private synchronized boolean empty(Instant since) {
            all.values().removeIf(one -> one.asked.isBefore(since));
            return all.isEmpty();
        }
    }

    private void sweep(Instant now) {
        if (now.isAfter(swept.plus(RETRY))) {
            swept = now;
            shelves.values().removeIf(shelf -> shelf.empty(now.minus(IDLE)));
        }
    }

    private void refresh(String namespace, Shelf shelf, SecretKeySpec wanted, Kept kept, Instant now) {
        if (now.isBefore(kept.next) || !kept.reading.compareAndSet(false, true)) {
            return;
        }
        if (!shelf.reads.tryAcquire()) {
            kept.reading.set(false);
            return;
        }
        if (!reads.tryAcquire()) {
            shelf.reads.release();
            kept.reading.set(false);
            return;
        }
        Thread.ofVirtual().name("secret-" + namespace + "-" + wanted.name()).start(() -> {
            Answered before = kept.answer;
            try {
                kept.answer = read(namespace, wanted, before);
            } finally {
                boolean fine = kept.answer instanceof Answered.Lent lent
                        && lent.secret().flaw().isEmpty();
                kept.next = now.plus(fine ? FRESH : RETRY);
                reads.release();
                shelf.reads.release();
                kept.reading.set(false);
            }
            if (!kept.answer.equals(before)) {
                news.run();
            }
        });
    }

    /** What was read before stands while the API server does not answer. No message of a client is passed on: it may quote what it has read. */
    private Answered read(String namespace, SecretKeySpec wanted, Answered before) {
        String place = namespace + "/" + wanted.name();
        try {
            Optional<LentSecret> lent = objects.get(
                    ApiKind.SECRETS, namespace, wanted.name(), secret -> LentSecret.of(secret, namespace, wanted));
            return lent.isEmpty() ? new Answered.Refused(missing(namespace, wanted)) : new Answered.Lent(lent.get());
        } catch (RuntimeException | Error e) {
            if (!UntrustedInput.survivable(e)) {
                throw e;
            }
            int code = e instanceof KubernetesClientException refused ? refused.getCode() : 0;
            if (code == FORBIDDEN) {
                return new Answered.Refused("Secret " + place
                        + " may not be read by Sluice; install the component probe-secrets (sluice install --with probe-secrets), or give"
                        + " Sluice's account get of this Secret by a Role in namespace " + namespace);
            }
            String why = "Secret " + place + " cannot be read now ("
                    + (code > 0 ? "HTTP " + code : e.getClass().getSimpleName()) + ")";
            Answered next = before instanceof Answered.Lent ? before : new Answered.Nothing(why);
            if (!next.equals(before) || before instanceof Answered.Lent) {
                LOG.warnf("%s; it is tried again", why);
            }
            return next;
        }
    }
}
