-- DropForeignKey
ALTER TABLE "saved_views" DROP CONSTRAINT "saved_views_user_id_fkey";

-- DropTable
DROP TABLE "saved_views";
