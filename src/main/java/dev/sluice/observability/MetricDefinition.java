package dev.sluice.observability;

import dev.sluice.observability.MeterGroup.Label;
import java.util.List;

/** Every metric of Sluice's own, once: its name, unit, labels, meaning, and what it is good for. */
enum MetricDefinition {
    BUILD_INFO(
            "sluice.build.info",
            Kind.GAUGE,
            List.of("version", "java"),
            "Always 1; the labels tell which build runs.",
            "Two versions for long: an upgrade that hangs."),
    SHARDS(
            "sluice.shards",
            Kind.GAUGE,
            List.of(),
            "For how many shards, into which namespaces are spread, this replica acts and may write.",
            "The sum over all replicas is 64. Less for a minute: in some namespaces nobody reverts."),
    WORKERS(
            "sluice.workers",
            Kind.GAUGE,
            List.of(),
            "Rollouts that this replica carries.",
            "For capacity: compare with CPU use."),
    WORKER_LAG(
            "sluice.worker.lag",
            Kind.TIMER,
            List.of(),
            "How much later than planned a pass over a rollout began.",
            "Above 0.1 s: the CPU is throttled or too small, and reverts are late by as much. Take the CPU limit away."),
    WORKER_PASS(
            "sluice.worker.pass.duration",
            Kind.TIMER,
            List.of(),
            "How long one pass over a rollout took, its writes to the API server included.",
            "Long passes: the API server is slow to write."),
    ROLLOUTS(
            "sluice.rollouts",
            Kind.GAUGE,
            List.of(Label.STATE),
            "Rollouts that this replica carries, by state. One that is over counts until nothing of it is left in the mesh.",
            "Shows what goes on now."),
    FINISHED(
            "sluice.rollouts.finished",
            Kind.COUNTER,
            List.of("outcome"),
            "Rollouts that ended, by outcome.",
            "The share of Reverted is the change failure rate."),
    DECISIONS(
            "sluice.decisions",
            Kind.COUNTER,
            List.of("kind"),
            "Decisions that moved a rollout on, by kind; waiting is none.",
            "Many Interrupt or Restart: somebody writes the weights back, or a gateway cannot be reached."),
    CONVERGENCE(
            "sluice.convergence.duration",
            Kind.TIMER,
            List.of(),
            "From a new weight until every gateway was seen to serve it.",
            "Some tenths of a second are normal. Seconds: istiod is slow."),
    REVERT(
            "sluice.revert.duration",
            Kind.TIMER,
            List.of(),
            "From the decision to revert until every gateway was seen to serve blue.",
            "How long users had green's errors after Sluice knew."),
    REVERT_DETECTION(
            "sluice.revert.detection",
            Kind.TIMER,
            List.of(),
            "From green's first failure to the decision to revert.",
            "How long the evidence took."),
    UNCONFIRMED(
            "sluice.reverts.unconfirmed",
            Kind.COUNTER,
            List.of(),
            "Reverts that ended at the deadline before every gateway was seen to serve blue.",
            "Look at each gateway: users may still reach green there."),
    API_REQUESTS(
            "sluice.api.requests",
            Kind.COUNTER,
            List.of("verb", "resource", "code"),
            "Requests to the Kubernetes API server, by status; code is error where no answer came.",
            "403: RBAC. 409: conflicts, which are tried again. 5xx and error: the API server."),
    API_DURATION(
            "sluice.api.request.duration",
            Kind.TIMER,
            List.of("verb"),
            "How long the Kubernetes API server took to answer; watches are left out.",
            "Slow patches delay a revert."),
    SCRAPES(
            "sluice.gateway.scrapes",
            Kind.COUNTER,
            List.of(Label.RESULT),
            "Requests to gateway pods for their counters.",
            "Failed ones for long: users' requests are not counted."),
    SCRAPE_DURATION(
            "sluice.gateway.scrape.duration",
            Kind.TIMER,
            List.of(),
            "How long a gateway pod took to tell its counters.",
            "Above 0.5 s: the gateway is busy, or tells too much."),
    STRANGERS(
            "sluice.gateway.strangers",
            Kind.GAUGE,
            List.of(),
            "Pods that have the labels of a policy's Gateway and are no gateways, since the operator did not name their namespace.",
            "Above 0: a gateway was set up elsewhere, or somebody pretends. sluice doctor names them."),
    EVENTS(
            "sluice.events",
            Kind.COUNTER,
            List.of(Label.RESULT),
            "Kubernetes Events: written, suppressed as repeats, failed, or dropped because the queue was full or the controller stopped.",
            "Failed or dropped: people are not told. The journal of each Rollout has it all."),
    NOTIFICATIONS_SENT(
            "sluice.notifications.sent",
            Kind.TIMER,
            List.of("sink"),
            "Messages that a sink took, and how long that lasted, tries included. Several notifications may go as one message.",
            "Slow: the sink limits Sluice, or is far away."),
    NOTIFICATIONS_FAILED(
            "sluice.notifications.failed",
            Kind.COUNTER,
            List.of("sink", "reason"),
            "Messages that a sink did not take, however often it was tried. Several notifications may go as one message.",
            "People are not told there. The controller's log has the answer."),
    NOTIFICATIONS_DROPPED(
            "sluice.notifications.dropped",
            Kind.COUNTER,
            List.of("sink", "reason"),
            "Notifications that were given up before they were tried, each counted. The sink all stands for those that came to none.",
            "As failed ones."),
    NOTIFICATIONS_QUEUE(
            "sluice.notifications.queue",
            Kind.GAUGE,
            List.of("sink"),
            "Notifications that wait for a sink.",
            "Rising: the sink is down or slow."),
    NOTIFY_CONFIG(
            "sluice.notify.config.valid",
            Kind.GAUGE,
            List.of(),
            "1 when the file of the notifications can be used or is not there, else 0: the one before is in force, or none after a restart.",
            "The controller's log names the line and the cure."),
    ROLLOUT_INFO(
            "sluice.rollout.info",
            Kind.GAUGE,
            List.of(Label.NAMESPACE, Label.POLICY, "rollout", "blue", "green"),
            "Always 1 while a rollout goes on; the labels tell which it is.",
            "Join it to the others by namespace and policy."),
    ROLLOUT_STATE(
            "sluice.rollout.state",
            Kind.GAUGE,
            List.of(Label.NAMESPACE, Label.POLICY, Label.STATE),
            "1 for the state that a policy's rollout is in, 0 for the others.",
            "Shows where each release stands."),
    ROLLOUT_STATE_SINCE(
            "sluice.rollout.state.timestamp",
            Kind.SECONDS,
            List.of(Label.NAMESPACE, Label.POLICY),
            "Since when a rollout is in its state, in seconds since 1970.",
            "Subtract it from time()."),
    ROLLOUT_PAUSED(
            "sluice.rollout.paused",
            Kind.GAUGE,
            List.of(Label.NAMESPACE, Label.POLICY, "cause"),
            "1 for the cause for which a rollout is paused, 0 for the others.",
            "Unhealthy: users get green's errors until somebody decides. Gate and User wait for a person."),
    ROLLOUT_STALLED(
            "sluice.rollout.stalled",
            Kind.GAUGE,
            List.of(Label.NAMESPACE, Label.POLICY),
            "1 when a rollout waits for something that a person may have to mend, else 0. A pause gate and an unhealthy pause count too.",
            "The Rollout's message names it, with the cure."),
    ROLLOUT_UNCOUNTED(
            "sluice.rollout.users.uncounted",
            Kind.GAUGE,
            List.of(Label.NAMESPACE, Label.POLICY),
            "1 when users' requests cannot be counted though the policy wants it, else 0.",
            "Probes go on alone: a fault that only users meet is not seen."),
    ROLLOUT_ASKED(
            "sluice.rollout.weight.asked",
            Kind.RATIO,
            List.of(Label.NAMESPACE, Label.POLICY),
            "Green's share of the traffic that was asked for, 0 to 1.",
            "Shows how far a release is."),
    ROLLOUT_SEEN(
            "sluice.rollout.weight.seen",
            Kind.RATIO,
            List.of(Label.NAMESPACE, Label.POLICY),
            "Green's share that every gateway was seen to serve, 0 to 1; NaN while that is not known.",
            "Differs from what was asked for long: istiod or a gateway."),
    ROLLOUT_EVIDENCE(
            "sluice.rollout.evidence",
            Kind.RATIO,
            List.of(Label.NAMESPACE, Label.POLICY),
            "How far the evidence against green is on its way to a revert: the logarithm of the odds over that of the odds at which the traffic goes back. 1 reverts.",
            "Above 0.5: watch it."),
    ROLLOUT_ODDS(
            "sluice.rollout.odds",
            Kind.GAUGE,
            List.of(Label.NAMESPACE, Label.POLICY),
            "How many times likelier what was seen is with a green that is worse than it may be than by chance. 1 says nothing.",
            "As the Rollout's status.evidence.odds."),
    ROLLOUT_USERS(
            "sluice.rollout.user.requests",
            Kind.COUNTER,
            List.of(Label.NAMESPACE, Label.POLICY, Label.COLOUR),
            "Users' requests during a rollout, as the gateways count them, the probes taken out.",
            "None for green at a weight above 0: nobody is sent there, or nobody counts."),
    ROLLOUT_USER_FAILURES(
            "sluice.rollout.user.failures",
            Kind.COUNTER,
            List.of(Label.NAMESPACE, Label.POLICY, Label.COLOUR),
            "How many of the users' requests failed.",
            "Green's beside blue's: what the release costs."),
    ROLLOUT_PROBES(
            "sluice.rollout.probes",
            Kind.COUNTER,
            List.of(Label.NAMESPACE, Label.POLICY, Label.COLOUR, Label.RESULT),
            "Probes, by what came of them.",
            "Blind: the gateway could not be asked. Refused: the gateway could not reach the version."),
    ROLLOUT_PROBE_DURATION(
            "sluice.rollout.probe.duration",
            Kind.TIMER,
            List.of(Label.NAMESPACE, Label.POLICY, Label.COLOUR),
            "How long a version took to answer a probe in full.",
            "Green's beside blue's."),
    ROLLOUT_REVERTS(
            "sluice.rollout.reverts",
            Kind.COUNTER,
            List.of(Label.NAMESPACE, Label.POLICY),
            "Releases of a policy that were sent back because green was worse or too late.",
            "Read the Rollout's journal; mend green.");

    private final String dotted;
    private final Kind kind;
    private final List<String> labels;
    private final String help;
    private final String advice;

    /** What Prometheus makes of it, and its base unit. */
    enum Kind {
        GAUGE(""),
        RATIO("ratio"),
        SECONDS("seconds"),
        COUNTER(""),
        /** A histogram with a count, a sum, buckets and the latest maximum. */
        TIMER("seconds");

        private final String unit;

        Kind(String unit) {
            this.unit = unit;
        }
    }

    MetricDefinition(String dotted, Kind kind, List<String> labels, String help, String advice) {
        this.dotted = dotted;
        this.kind = kind;
        this.labels = labels;
        this.help = help;
        this.advice = advice;
    }

    /** As Micrometer names it, with dots. */
    String dotted() {
        return dotted;
    }

    /** As Prometheus names it. */
    String exposed() {
        String base = dotted.replace('.', '_') + (unit().isEmpty() ? "" : "_" + unit());
        return kind == Kind.COUNTER ? base + "_total" : base;
    }

    Kind kind() {
        return kind;
    }

    /** Its base unit; empty for a plain number. */
    String unit() {
        return kind.unit;
    }

    /** The names of its labels. */
    List<String> labels() {
        return labels;
    }

    /** What it counts or measures, in one line. */
    String help() {
        return help;
    }

    /** What to do about it, or what it is good for. */
    String advice() {
        return advice;
    }
}
