package dev.sluice.controller;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the API server has told everything; a follower is ready too. */
@Readiness
@ApplicationScoped
class InformerReadinessCheck implements HealthCheck {
    private final RolloutController controller;

    InformerReadinessCheck(RolloutController controller) {
        this.controller = controller;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("watches").status(controller.ready()).build();
    }
}
