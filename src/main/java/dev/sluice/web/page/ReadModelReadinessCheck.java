package dev.sluice.web.page;

import dev.sluice.web.access.AccessConfig;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** A dashboard is ready once it has read everything; before that it could only say that it has not. */
@Readiness
@ApplicationScoped
class ReadModelReadinessCheck implements HealthCheck {
    private final AccessConfig config;
    private final RolloutReadModel readModel;

    ReadModelReadinessCheck(AccessConfig config, RolloutReadModel readModel) {
        this.config = config;
        this.readModel = readModel;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("board")
                .status(!config.enabled() || readModel.ready())
                .build();
    }
}
