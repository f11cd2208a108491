-- AlterTable
ALTER TABLE "roles" ADD COLUMN     "otp_required" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "proven" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "hotp_counter" INTEGER,
ADD COLUMN     "totp" TEXT,
ADD COLUMN     "totp_step" INTEGER;
