-- CreateTable
CREATE TABLE "log_hours" (
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "action" VARCHAR(20) NOT NULL,
    "model" VARCHAR(80) NOT NULL,
    "request_type" SMALLINT NOT NULL,
    "changes" BOOLEAN NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "log_hours_pkey" PRIMARY KEY ("hour","action","model","request_type","changes")
);

INSERT INTO log_hours
SELECT date_trunc('hour', created, 'UTC'), action, model, request_type, before IS NOT NULL OR after IS NOT NULL, count(*)
FROM parts.logs_settled GROUP BY 1, 2, 3, 4, 5;

-- The log is read by time, newest first: each index that narrows it goes on with that order.
DROP INDEX parts.logs_settled_created;
DROP INDEX parts.logs_settled_model;
DROP INDEX parts.logs_settled_user;
DROP INDEX parts.logs_settled_org;
DROP INDEX parts.logs_settled_action;
DROP INDEX parts.logs_settled_request;
CREATE INDEX logs_settled_created ON parts.logs_settled ("created", "id");
CREATE INDEX logs_settled_model ON parts.logs_settled ("model", "model_id", "created", "id");
CREATE INDEX logs_settled_user ON parts.logs_settled ("user_id", "created", "id");
CREATE INDEX logs_settled_org ON parts.logs_settled ("org_id", "created", "id");
CREATE INDEX logs_settled_action ON parts.logs_settled ("action", "created", "id");
CREATE INDEX logs_settled_key ON parts.logs_settled ("auth_key_id", "created", "id") WHERE "auth_key_id" IS NOT NULL;
CREATE INDEX logs_settled_event ON parts.logs_settled ("event_id", "created", "id") WHERE "event_id" IS NOT NULL;
CREATE INDEX logs_settled_request ON parts.logs_settled ("request_id") WHERE "request_id" IS NOT NULL;
CREATE INDEX logs_settled_orgname ON parts.logs_settled USING gin ("org" gin_trgm_ops);
CREATE INDEX logs_settled_ip ON parts.logs_settled USING gin ("ip" gin_trgm_ops);
